import { describe, expect, it } from 'vitest';
import { DriverError } from '../../src/driver-error.js';
import { SshDriver } from '../../src/driver/ssh-driver.js';

describe('SshDriver', () => {
  it('refuses options that make no sense', () => {
    expect(() => new SshDriver({ targets: {}, channelsPerHost: 0 })).toThrow(DriverError);
    expect(() => new SshDriver({ targets: {}, connectTimeoutMs: 1.5 })).toThrow('connectTimeoutMs');
  });

  it('reports a host without a target as unreachable', async () => {
    const driver = new SshDriver({ targets: {} });
    const step = { kind: 'run', argv: ['true'], timeoutMs: 1000 } as const;
    expect(await driver.run('nobody', step, { signal: new AbortController().signal })).toMatchObject({
      kind: 'failed',
      cause: { kind: 'unreachable', detail: 'nobody: no SSH target is configured under this name' },
    });
    await driver.close();
  });
});
