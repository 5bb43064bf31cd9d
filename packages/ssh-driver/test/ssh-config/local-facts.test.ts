import { userInfo } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { localFacts } from '../../src/ssh-config/local-facts.js';

/** Nobody has this one. */
const NO_ACCOUNT = 64_998;

/** Those of a process with that user id, which only root can become. */
function factsOf(uid: number) {
  process.seteuid?.(uid);
  try {
    return localFacts();
  } finally {
    process.seteuid?.(0);
  }
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the local user', () => {
  it('is the account', () => {
    vi.stubEnv('USER', 'somebody');
    expect(localFacts().user).toBe(userInfo().username);
  });

  it.runIf(process.geteuid?.() === 0).each([
    ['ada', 'bob', 'ada'],
    [undefined, 'bob', 'bob'],
    ['', '', `uid-${NO_ACCOUNT}`],
    [undefined, undefined, `uid-${NO_ACCOUNT}`],
  ])('is found without an account: USER %j, LOGNAME %j, so %s', (user, logname, found) => {
    vi.stubEnv('USER', user);
    vi.stubEnv('LOGNAME', logname);
    vi.stubEnv('HOME', undefined);
    expect(factsOf(NO_ACCOUNT)).toMatchObject({ user: found, home: '/' });
    vi.stubEnv('HOME', '/srv');
    expect(factsOf(NO_ACCOUNT).home).toBe('/srv');
  });
});
