import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { harness, line } from '../support/driver-harness.js';
import { describeWithOpenSsh, OpenSshServer } from '../support/openssh-server.js';
import { until } from '../support/until.js';

describeWithOpenSsh('a connection that is lost while a step runs', () => {
  let server: OpenSshServer;
  beforeAll(async () => {
    server = await OpenSshServer.start();
  });
  afterAll(() => server.stop());

  it('gives unknown with what was printed, while the program prints on and finishes its work', async () => {
    const { sh, event, events } = harness(server.target());
    const done = join(server.directory, 'done');
    const running = sh(
      `trap - PIPE; echo first; while [ ! -e ${done}.go ]; do sleep 0.02; done;
       i=0; while [ $i -lt 300 ]; do echo "out $i $(printf %01000d 0)"; echo "err $i" >&2; i=$((i+1)); done
       echo "$i" >${done}`,
    );
    await event(line('first'));
    await server.cutConnections();
    expect(await running).toMatchObject({ kind: 'unknown', cause: 'connection-lost', stdout: 'first\n' });
    expect(events.map(({ type }) => type)).toContain('connection-lost');
    // A step of the next connection releases the program, which then prints into nothing.
    expect((await sh(`touch ${done}.go`)).kind).toBe('succeeded');
    await until(() => existsSync(done) && readFileSync(done, 'utf8') === '300\n');
  });

  it('gives unknown to every step that ran, and connects once for those that follow', async () => {
    const { sh, event, events } = harness(server.target());
    const running = ['a', 'b', 'c'].map((name) => sh(`echo ${name}; sleep 20 & wait`));
    await Promise.all(['a', 'b', 'c'].map((name) => event(line(name))));
    await server.cutConnections();
    const outcomes = await Promise.all(running);
    expect(outcomes.map((one) => one.kind === 'unknown' && one.cause)).toEqual(
      Array.from({ length: 3 }, () => 'connection-lost'),
    );
    const next = await Promise.all([sh('echo again'), sh('echo again')]);
    expect(next.map(({ stdout }) => stdout)).toEqual(['again\n', 'again\n']);
    expect(events.filter(({ type }) => type === 'connected')).toHaveLength(2);
  });

  it('does not run a program with input that was cut', async () => {
    const { sh } = harness(server.target());
    const ran = join(server.directory, 'ran-with-cut-input');
    const blocked = sh(`touch ${ran}; wc -c`, { stdin: ['x'.repeat(60_000_000)] });
    await until(() => spooledBytes() > 0);
    expect(spooledBytes()).toBeLessThan(60_000_000);
    await server.cutConnections();
    expect(await blocked).toMatchObject({ kind: 'unknown', cause: 'connection-lost' });
    expect((await sh('echo there')).stdout).toBe('there\n');
    await until(() => spooledBytes() === 0);
    expect(existsSync(ran)).toBe(false);
  });
});

function spooledBytes(): number {
  if (!existsSync('/run/quorate')) return 0;
  const spools = readdirSync('/run/quorate').filter((name) => name.startsWith('stdin.'));
  return spools.reduce((sum, name) => sum + sizeOf(join('/run/quorate', name)), 0);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
