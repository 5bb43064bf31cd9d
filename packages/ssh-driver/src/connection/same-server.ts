import type { Authentication, HostKeyPolicy, SshTarget } from '../ssh-target.js';

/** `user@address:port`, as events and errors name a server. */
export function serverName(target: SshTarget): string {
  const address = target.address.includes(':') ? `[${target.address}]` : target.address;
  return `${target.user}@${address}:${target.port}`;
}

/**
 * Whether one connection serves both: same server, user, credentials, host keys and way there. Sudo makes no difference,
 * it is decided for each command.
 */
export function sameServer(a: SshTarget, b: SshTarget): boolean {
  return (
    a === b ||
    (a.address === b.address &&
      a.port === b.port &&
      a.user === b.user &&
      pairwise(a.authentication, b.authentication, sameAuthentication) &&
      samePolicy(a.hostKeys, b.hostKeys) &&
      pairwise(a.jumps, b.jumps, sameServer))
  );
}

function sameAuthentication(a: Authentication, b: Authentication): boolean {
  switch (a.kind) {
    case 'agent':
      return (
        b.kind === 'agent' &&
        a.socket === b.socket &&
        samePlain(a.identities, b.identities) &&
        samePlain(a.first, b.first)
      );
    case 'key-file':
      return b.kind === 'key-file' && a.path === b.path && a.passphrase?.reveal() === b.passphrase?.reveal();
    case 'password':
      return b.kind === 'password' && a.password.reveal() === b.password.reveal();
  }
}

function samePolicy(a: HostKeyPolicy, b: HostKeyPolicy): boolean {
  return samePlain(a, b);
}

/** For values without secrets and with one order of keys. */
function samePlain(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function pairwise<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index];
      return other !== undefined && same(one, other);
    })
  );
}
