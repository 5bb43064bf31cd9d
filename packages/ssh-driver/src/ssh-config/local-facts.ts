import { homedir, userInfo } from 'node:os';

/** What resolving needs to know of the machine and the account that it runs on. */
export interface LocalFacts {
  /** Absolute. */
  readonly home: string;
  readonly user: string;
  /** `SSH_AUTH_SOCK` and what `${…}` in ssh_config names. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Of this process. In a container its user id may have no account: then USER or LOGNAME names it, or `uid-N`. */
export function localFacts(): LocalFacts {
  return { home: homeDirectory(), user: userName(), environment: process.env };
}

function homeDirectory(): string {
  try {
    return homedir();
  } catch {
    // There is neither HOME nor an account.
    return '/';
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    const named = [process.env['USER'], process.env['LOGNAME']].find(
      (name) => name !== undefined && name !== '',
    );
    return named ?? `uid-${process.geteuid?.() ?? 'unknown'}`;
  }
}
