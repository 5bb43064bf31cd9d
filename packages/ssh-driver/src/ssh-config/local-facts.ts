import { homedir, userInfo } from 'node:os';

/** What resolving needs to know of the machine and the account that it runs on. */
export interface LocalFacts {
  /** Absolute. */
  readonly home: string;
  readonly user: string;
  /** `SSH_AUTH_SOCK` and what `${…}` in ssh_config names. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function localFacts(): LocalFacts {
  return { home: homedir(), user: userInfo().username, environment: process.env };
}
