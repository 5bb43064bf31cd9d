import { hostname } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { leaseHolder } from '../src/lease-holder.js';

/** A user id without an entry in passwd. */
vi.mock(import('node:os'), async (original) => ({
  ...(await original()),
  userInfo: () => {
    throw new Error('ENOENT: no such file or directory, uv_os_get_passwd');
  },
}));

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each([
  ['USER', { USER: 'ada', LOGNAME: 'bob' }, 'ada'],
  ['LOGNAME', { USER: '', LOGNAME: 'bob' }, 'bob'],
  ['its number', { USER: undefined, LOGNAME: undefined }, `uid-${process.getuid?.() ?? ''}`],
])('a user whom the system knows no name for is called by %s', (_what, env, name) => {
  for (const [key, value] of Object.entries(env)) vi.stubEnv(key, value);
  expect(leaseHolder('run').name).toBe(`${name}@${hostname()}`);
});
