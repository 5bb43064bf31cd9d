import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { SshDriver } from '../../src/driver/ssh-driver.js';
import type { SshEvent } from '../../src/ssh-event.js';
import { detailOf, harness, LONG_MS } from '../support/driver-harness.js';
import { faultyServer } from '../support/faulty-server.js';
import { describeWithOpenSsh, freePort, OpenSshServer } from '../support/openssh-server.js';
import { silentPort } from '../support/silent-port.js';

/** Longer than a test may take. */
const FOR_EVER_MS = 3_600_000;

describeWithOpenSsh('jump hosts', () => {
  let first: OpenSshServer;
  let second: OpenSshServer;
  let last: OpenSshServer;
  beforeAll(async () => {
    [first, second, last] = await Promise.all([
      OpenSshServer.start(),
      OpenSshServer.start(),
      OpenSshServer.start(),
    ]);
  });
  afterAll(() => Promise.all([first.stop(), second.stop(), last.stop()]));

  it('leads through two of them, each with credentials and host keys of its own', async () => {
    const { sh, events } = harness(last.target({ jumps: [first.target(), second.target()] }));
    const outcome = await sh('echo "$SSH_CONNECTION"');
    expect(outcome.stdout).toContain(` ${last.port}\n`);
    expect(events.flatMap((event) => (event.type === 'connected' ? [event.server] : []))).toEqual([
      `root@127.0.0.1:${first.port}`,
      `root@127.0.0.1:${second.port}`,
      `root@127.0.0.1:${last.port}`,
    ]);
  });

  it('shares the connection to a jump host between the hosts behind it', async () => {
    const events: SshEvent[] = [];
    const driver = new SshDriver({
      targets: {
        master1: last.target({ jumps: [first.target()] }),
        master2: second.target({ jumps: [first.target()] }),
        jumpbox: first.target(),
      },
      onEvent: (event) => events.push(event),
    });
    try {
      const options = { signal: new AbortController().signal };
      const step = { kind: 'run', argv: ['true'], timeoutMs: LONG_MS } as const;
      const hosts = ['master1', 'master2', 'jumpbox'];
      const outcomes = await Promise.all(hosts.map((host) => driver.run(host, step, options)));
      expect(outcomes.map(({ kind }) => kind)).toEqual(['succeeded', 'succeeded', 'succeeded']);
      expect(events.filter(({ type }) => type === 'connected')).toHaveLength(3);
    } finally {
      await driver.close();
    }
  });

  it('makes the step unknown when the jump host goes away, and finds the way again', async () => {
    const jump = await OpenSshServer.start();
    try {
      const { sh, event } = harness(last.target({ jumps: [jump.target()] }));
      const running = sh('echo up; sleep 20 & wait');
      await event((one) => one.type === 'output-line');
      await jump.cutConnections();
      expect(await running).toMatchObject({ kind: 'unknown', cause: 'connection-lost' });
      expect((await sh('echo back')).stdout).toBe('back\n');
    } finally {
      await jump.stop();
    }
  });

  it('waits no longer for a host behind it than for any other, and is closed at once meanwhile', async () => {
    const silent = await silentPort();
    try {
      const behind = { ...last.target({ jumps: [first.target()] }), port: silent.port };
      const detail = detailOf(await harness(behind, { connectTimeoutMs: 3_000 }).sh('true'));
      expect(detail).toContain(`(jump host) has not reached 127.0.0.1:${silent.port} within `);
      expect(detail).toMatch(/ within \d+ ms/);
      const { driver, sh, event } = harness(behind, { connectTimeoutMs: FOR_EVER_MS });
      const waiting = sh('true', { timeoutMs: FOR_EVER_MS });
      await event(({ type }) => type === 'connected');
      await driver.close();
      expect(detailOf(await waiting)).toContain('the driver was closed');
    } finally {
      silent.close();
    }
  });

  it('that was slow to log in takes nothing of the time of the host behind it', async () => {
    const connectTimeoutMs = 20_000;
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const slow = await faultyServer({
      authenticate(context) {
        // All but a millisecond, after which the login itself would be given up.
        vi.advanceTimersByTime(connectTimeoutMs - 1);
        context.accept();
      },
      forward(open) {
        vi.advanceTimersByTime(1_000);
        open();
      },
    });
    const { sh, events } = harness(last.target({ jumps: [slow.target] }), { connectTimeoutMs });
    expect(await sh('echo there')).toMatchObject({ kind: 'succeeded', stdout: 'there\n' });
    expect(events.filter(({ type }) => type === 'reconnecting')).toEqual([]);
  });

  it('notices that the host behind it is gone, of which only the end of its stream is heard', async () => {
    const far = await OpenSshServer.start();
    try {
      const { sh, event } = harness(far.target({ jumps: [first.target()] }));
      const running = sh('echo up; sleep 20 & wait');
      await event((one) => one.type === 'output-line');
      await far.cutConnections();
      expect(await running).toMatchObject({ kind: 'unknown', cause: 'connection-lost' });
      expect((await sh('echo back')).stdout).toBe('back\n');
    } finally {
      await far.stop();
    }
  });

  it('says which jump host cannot reach the next one', async () => {
    const port = await freePort();
    const { sh } = harness(last.target({ port, jumps: [first.target()] }));
    expect(detailOf(await sh('true'))).toContain(
      `root@127.0.0.1:${first.port} (jump host) cannot reach 127.0.0.1:${port}`,
    );
  });

  it('says when a jump host does not forward', async () => {
    const closed = await OpenSshServer.start({ config: ['AllowTcpForwarding no'] });
    try {
      const { sh, events } = harness(last.target({ jumps: [closed.target()] }));
      expect(detailOf(await sh('true'))).toContain('AllowTcpForwarding');
      expect(events.filter(({ type }) => type === 'reconnecting')).toEqual([]);
    } finally {
      await closed.stop();
    }
  });

  it('verifies the host key behind the jump host, too', async () => {
    const { sh } = harness(
      last.target({ jumps: [first.target()], hostKeys: { kind: 'strict', knownHosts: [first.knownHosts] } }),
    );
    expect(detailOf(await sh('true'))).toContain('SHA256:');
  });
});
