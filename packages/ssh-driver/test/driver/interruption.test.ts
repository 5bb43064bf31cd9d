import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { harness, line } from '../support/driver-harness.js';
import { describeWithOpenSsh, OpenSshServer } from '../support/openssh-server.js';
import { until } from '../support/until.js';

describeWithOpenSsh('interrupting a step', () => {
  let server: OpenSshServer;
  beforeAll(async () => {
    server = await OpenSshServer.start();
  });
  afterAll(() => server.stop());

  it('starts nothing when the signal was aborted before', async () => {
    const { sh, events } = harness(server.target());
    const mark = join(server.directory, 'never');
    expect(await sh(`touch ${mark}`, {}, AbortSignal.abort())).toMatchObject({
      kind: 'unknown',
      cause: 'aborted',
    });
    expect(events).toEqual([]);
    expect(existsSync(mark)).toBe(false);
  });

  it('ends children and grandchildren of an aborted step', async () => {
    const { sh, event } = harness(server.target());
    const pids = join(server.directory, 'pids');
    const abort = new AbortController();
    const running = sh(
      `(sleep 1000 & echo $! >>${pids}; wait) & echo $! >>${pids}; sleep 0.2; echo up; wait`,
      {},
      abort.signal,
    );
    await event(line('up'));
    abort.abort();
    expect(await running).toMatchObject({ kind: 'unknown', cause: 'aborted', stdout: 'up\n' });
    const [child, grandchild] = readFileSync(pids, 'utf8').trim().split('\n');
    await until(() => isGone(child) && isGone(grandchild));
  });

  it('ends a step whose time is over, and lets the others on the host go on', async () => {
    const { sh } = harness(server.target());
    const beside = sh('sleep 1.4; echo fine');
    const late = await sh('echo "$$"; sleep 1000', { timeoutMs: 1_000 });
    expect(late).toMatchObject({ kind: 'unknown', cause: 'timed-out' });
    expect(late.stdout).toMatch(/^\d+\n$/);
    await until(() => isGone(late.stdout.trim()));
    expect(await beside).toMatchObject({ kind: 'succeeded', stdout: 'fine\n' });
  });

  it('ends every one of as many steps as there are slots, all aborted together', async () => {
    const { sh, event } = harness(server.target());
    const abort = new AbortController();
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const running = names.map((name) => sh(`echo $$; echo ${name}; exec sleep 1000`, {}, abort.signal));
    await Promise.all(names.map((name) => event(line(name))));
    abort.abort();
    const outcomes = await Promise.all(running);
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['unknown']));
    const pids = outcomes.map(({ stdout }) => stdout.split('\n')[0]);
    await until(() => pids.every(isGone));
  });

  it('kills what does not end by itself', async () => {
    const { sh } = harness(server.target());
    const late = await sh(`trap '' TERM; echo "$$"; while :; do sleep 0.1; done`, { timeoutMs: 1_000 });
    expect(late).toMatchObject({ kind: 'unknown', cause: 'timed-out' });
    expect(late.stdout).toMatch(/^\d+\n$/);
    await until(() => isGone(late.stdout.trim()));
  });

  it('lets a step wait for others without using up its time', async () => {
    const { sh } = harness(server.target(), { channelsPerHost: 1 });
    const first = sh('sleep 3.5');
    const second = sh('echo ran', { timeoutMs: 3_000 });
    expect((await first).kind).toBe('succeeded');
    expect(await second).toMatchObject({ kind: 'succeeded', stdout: 'ran\n' });
  });

  it('drops an aborted step from the queue', async () => {
    const { sh, event } = harness(server.target(), { channelsPerHost: 1 });
    const mark = join(server.directory, 'queued');
    const abort = new AbortController();
    const first = sh('echo up; sleep 0.3');
    await event(line('up'));
    const second = sh(`touch ${mark}`, {}, abort.signal);
    abort.abort();
    expect(await second).toMatchObject({ kind: 'unknown', cause: 'aborted' });
    await first;
    expect((await sh('echo free')).stdout).toBe('free\n');
    expect(existsSync(mark)).toBe(false);
  });

  it('makes running steps unknown when the driver is closed, and runs none after', async () => {
    const { driver, sh, event } = harness(server.target());
    const running = sh('echo up; sleep 5');
    await event(line('up'));
    await driver.close();
    expect(await running).toMatchObject({ kind: 'unknown', cause: 'connection-lost', stdout: 'up\n' });
    expect(await sh('true')).toMatchObject({ kind: 'failed', cause: { kind: 'unreachable' } });
  });
});

/** A zombie counts as gone: where process 1 does not reap, it stays for ever. */
function isGone(pid: string | undefined): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid ?? '-'}/stat`, 'utf8'));
  } catch {
    return true;
  }
}
