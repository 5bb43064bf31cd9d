import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startOf, thisProcess } from '../src/process-identity.js';
import { ChildRun } from './support/child-process.js';
import { leaveLockOfDeadProcess, NO_PROCESS } from './support/dead-process.js';
import { describeWithNamespaces, OWN_NAMESPACE, OWN_NAMESPACE_OUTER_PROC } from './support/namespace.js';
import { journalPath, opened, refusalOf, wholeRun, writeAll } from './support/recorded-run.js';

const some = (await wholeRun()).slice(0, 12);

describe('a journal is refused', () => {
  test('while its lock is held, and not when it was given back', async () => {
    const path = journalPath();
    const first = opened(path);
    expect(refusalOf(path)).toMatchObject({ code: 'in-use', path: `${path}.lock` });
    await first.close();
    await opened(path).close();
  });

  test('while its lock is of a living process of somebody else, which this user may not signal', () => {
    const path = journalPath();
    writeFileSync(`${path}.lock`, JSON.stringify({ ...thisProcess(), pid: 1, started: startOf(1) }));
    const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
    });
    onTestFinished(() => {
      kill.mockRestore();
    });
    expect(refusalOf(path).seen).toBe(`process 1 on ${hostname()} holds it`);
  });

  test('when a successor died while it took the lock over; which file to delete is said', async () => {
    const path = journalPath();
    await writeAll(path, some);
    leaveLockOfDeadProcess(path);
    const takeover = `${path}.lock.takeover`;
    writeFileSync(takeover, readFileSync(`${path}.lock`));
    const refusal = refusalOf(path);
    expect(refusal).toMatchObject({
      code: 'in-use',
      path: takeover,
      safeNext: 'delete this file, then start again',
    });
    expect(refusal.seen).toMatch(/^process \d+ died while it took over$/);
  });

  test('when a successor takes the lock over that cannot be seen from here', async () => {
    const path = journalPath();
    await writeAll(path, some);
    leaveLockOfDeadProcess(path, { pidNamespace: 'pid:[1]' });
    const takeover = `${path}.lock.takeover`;
    writeFileSync(takeover, readFileSync(`${path}.lock`));
    leaveLockOfDeadProcess(path);
    expect(refusalOf(path)).toMatchObject({
      code: 'in-use',
      path: takeover,
      seen: expect.stringMatching(
        `^process ${NO_PROCESS} takes over from a dead one on ${hostname()}, in the PID namespace pid:`,
      ),
      safeNext: 'start again in a moment; when you are certain that it has ended, delete this file first',
    });
  });

  test('while its lock is of a process that has no id here, because it is of another machine of the same name', () => {
    const path = journalPath();
    leaveLockOfDeadProcess(path, { started: 'another-boot/1', machineId: 'another' });
    const text = readFileSync(`${path}.lock`, 'utf8');
    expect(refusalOf(path)).toMatchObject({
      code: 'in-use',
      seen:
        `process ${NO_PROCESS} holds it on another machine of the name ${hostname()}, or on this one before it was started anew ` +
        '(boot another-boot); whether it lives cannot be seen from here',
      safeNext:
        'look for it there; wait for that run to end; when you are certain that it has ended, delete this lock and start again',
    });
    expect(readFileSync(`${path}.lock`, 'utf8')).toBe(text);
  });

  test.each(['', 'null', '{}', '{"machine":"elsewhere","pid":1,"started":""}'])(
    'while its lock is of a process that may live, or of none that can be read: %j',
    async (text) => {
      const path = journalPath();
      await writeAll(path, some);
      writeFileSync(`${path}.lock`, text);
      expect(refusalOf(path)).toMatchObject({ code: 'in-use', path: `${path}.lock` });
      expect(readFileSync(`${path}.lock`, 'utf8')).toBe(text);
    },
  );
});

describe('a lock', () => {
  test('is taken over from a process that is dead', async () => {
    const path = journalPath();
    leaveLockOfDeadProcess(path);
    await opened(path).close();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test('is taken over from an earlier process that had the id of one that lives', async () => {
    const path = journalPath();
    const me = thisProcess();
    leaveLockOfDeadProcess(path, { pid: me.pid, started: `${me.started}1` });
    await opened(path).close();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test('of an earlier version is taken over from a process of this boot that is dead', async () => {
    const path = journalPath();
    const { machine, started } = thisProcess();
    writeFileSync(`${path}.lock`, JSON.stringify({ machine, pid: NO_PROCESS, started }));
    await opened(path).close();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test('that is another one by now is not removed by whoever had the one before', async () => {
    const path = journalPath();
    const first = opened(path);
    rmSync(`${path}.lock`);
    const second = opened(path);
    await first.close();
    expect(refusalOf(path)).toMatchObject({ code: 'in-use' });
    await second.close();
    expect(readdirSync(dirname(path))).toEqual([]);
  });
});

describeWithNamespaces('the lock of a run in another container with the same host name', () => {
  test.each([
    ['its own /proc', OWN_NAMESPACE, /^[^/]{36}\/\d+$/],
    ['the /proc of its host', OWN_NAMESPACE_OUTER_PROC, /^[^/]{36}\/$/],
  ])('is held for as long as nobody removes it, with %s', async (_proc, wrapper, start) => {
    const path = journalPath();
    const child = new ChildRun(path, wrapper);
    await child.write(5);
    const text = readFileSync(`${path}.lock`, 'utf8');
    const { pid, machine, pidNamespace, started } = JSON.parse(text) as ReturnType<typeof thisProcess>;
    expect(machine).toBe(hostname());
    expect(started).toMatch(start);
    expect(pidNamespace).not.toBe(readlinkSync('/proc/self/ns/pid'));
    expect(refusalOf(path).seen).toBe(
      `process ${pid} holds it on ${hostname()}, in the PID namespace ${pidNamespace} of another container than this process ` +
        `(${readlinkSync('/proc/self/ns/pid')}); whether it lives cannot be seen from here`,
    );
    await child.kill();
    expect(refusalOf(path).code).toBe('in-use');
    expect(readFileSync(`${path}.lock`, 'utf8')).toBe(text);
  });
});
