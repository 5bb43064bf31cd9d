import { hostname, userInfo } from 'node:os';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { leaseHolder } from '../src/lease-holder.js';

/** Nobody has this one. */
const NO_ACCOUNT = 64_998;

function nameFor(uid: number): string {
  process.seteuid?.(uid);
  try {
    return leaseHolder('run-1').name;
  } finally {
    process.seteuid?.(0);
  }
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('who holds the lease', () => {
  test('is this process of this account', () => {
    const name = `${userInfo().username}@${hostname()}`;
    expect(leaseHolder('run-1')).toEqual({ name, pid: process.pid, runId: 'run-1' });
  });

  test.runIf(process.geteuid?.() === 0)('is told of a user id without an account, too', () => {
    vi.stubEnv('USER', undefined);
    vi.stubEnv('LOGNAME', undefined);
    expect(nameFor(NO_ACCOUNT)).toBe(`uid-${NO_ACCOUNT}@${hostname()}`);
    vi.stubEnv('LOGNAME', 'ada');
    expect(nameFor(NO_ACCOUNT)).toBe(`ada@${hostname()}`);
  });
});
