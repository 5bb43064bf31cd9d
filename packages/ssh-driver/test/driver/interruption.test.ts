import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { harness, line } from '../support/driver-harness.js';
import { gate } from '../support/gate.js';
import { describeWithOpenSsh, OpenSshServer } from '../support/openssh-server.js';
import { until } from '../support/until.js';

describeWithOpenSsh('interrupting a step', () => {
  let server: OpenSshServer;
  beforeAll(async () => {
    server = await OpenSshServer.start();
  });
  afterAll(() => server.stop());
  afterEach(() => {
    vi.useRealTimers();
  });

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
    const bothNoted = `until [ "$(wc -l <${pids})" = 2 ]; do sleep 0.02; done`;
    const running = sh(
      `(sleep 1000 & echo $! >>${pids}; wait) & echo $! >>${pids}; ${bothNoted}; echo up; wait`,
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
    fakeTimers();
    const { sh, event } = harness(server.target());
    const go = gate(join(server.directory, 'go-beside'));
    const beside = sh(`echo beside; ${go.wait}; echo fine`);
    const late = sh('echo $$; echo up; exec sleep 1000', { timeoutMs: 1_000 });
    await Promise.all([event(line('beside')), event(line('up'))]);
    vi.advanceTimersByTime(1_000);
    const outcome = await late;
    expect(outcome).toMatchObject({ kind: 'unknown', cause: 'timed-out' });
    vi.useRealTimers();
    await until(() => isGone(outcome.stdout.split('\n')[0]));
    go.open();
    expect(await beside).toMatchObject({ kind: 'succeeded', stdout: 'beside\nfine\n' });
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
    const { sh, event } = harness(server.target());
    const abort = new AbortController();
    const running = sh(`trap '' TERM; echo $$; while :; do sleep 0.1; done`, {}, abort.signal);
    await event(({ type }) => type === 'output-line');
    abort.abort();
    const { kind, stdout } = await running;
    expect(kind).toBe('unknown');
    await until(() => isGone(stdout.trim()));
  });

  it('lets a step wait for others without using up its time', async () => {
    fakeTimers();
    const { sh, event } = harness(server.target(), { channelsPerHost: 1 });
    const go = gate(join(server.directory, 'go-first'));
    const first = sh(`echo up; ${go.wait}`);
    await event(line('up'));
    const second = sh('echo ran', { timeoutMs: 3_000 });
    // It has the connection then, and waits for the slot.
    await new Promise(setImmediate);
    vi.advanceTimersByTime(10_000);
    go.open();
    expect((await first).kind).toBe('succeeded');
    expect(await second).toMatchObject({ kind: 'succeeded', stdout: 'ran\n' });
  });

  it('drops an aborted step from the queue', async () => {
    const { sh, event } = harness(server.target(), { channelsPerHost: 1 });
    const mark = join(server.directory, 'queued');
    const abort = new AbortController();
    const go = gate(join(server.directory, 'go-queue'));
    const first = sh(`echo up; ${go.wait}`);
    await event(line('up'));
    const second = sh(`touch ${mark}`, {}, abort.signal);
    abort.abort();
    expect(await second).toMatchObject({ kind: 'unknown', cause: 'aborted' });
    go.open();
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

/** The time of steps stands still until it is advanced; what runs on the server knows nothing of it. */
function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
}

/** A zombie counts as gone: where process 1 does not reap, it stays for ever. */
function isGone(pid: string | undefined): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid ?? '-'}/stat`, 'utf8'));
  } catch {
    return true;
  }
}
