import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { leaveLockOfDeadProcess } from './support/dead-process.js';
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
    writeFileSync(`${path}.lock`, JSON.stringify({ machine: hostname(), pid: 1, started: '' }));
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
    const earlier = { machine: hostname(), pid: process.pid, started: 'another-boot/1' };
    writeFileSync(`${path}.lock`, JSON.stringify(earlier));
    await opened(path).close();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});
