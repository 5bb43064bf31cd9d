import { assertNever } from '@quorate/core';
import { EXIT_NOT_ROOT } from '../remote/scripts.js';
import type { SshTarget, Sudo } from '../ssh-target.js';
import { serverName } from '../connection/same-server.js';
import type { RemoteEnding } from './remote-process.js';

interface RefusalEvidence {
  readonly target: SshTarget;
  readonly ending: Exclude<RemoteEnding, { kind: 'lost' }>;
  /** What was printed instead. */
  readonly said: string;
  readonly sudoRefusedPassword: boolean;
}

/** Why a command did not come to run as root, and what to do about it. Nothing of the step has run. */
export function rootRefusal(evidence: RefusalEvidence): string {
  const { target, ending, said } = evidence;
  const where = serverName(target);
  if (ending.kind === 'exit' && ending.code === EXIT_NOT_ROOT) return notRoot(where, target);
  const known = target.sudo.kind === 'none' ? undefined : sudoRefusal(where, target, evidence);
  if (known !== undefined) return known;
  const how = ending.kind === 'exit' ? `exit code ${ending.code}` : `signal ${ending.signal}`;
  return `${where}: the command did not start (${how}): ${said || 'nothing was printed'}; ${NEEDED}`;
}

const NEEDED = 'the login shell must be a POSIX shell, and bash and coreutils must be installed';

function notRoot(where: string, target: SshTarget): string {
  if (target.sudo.kind !== 'none')
    return `${where}: sudo did not make ${target.user} root; its rule must say (root) or (ALL)`;
  return `${where}: ${target.user} is not root, and no sudo is configured; log in as root, or set sudo`;
}

function sudoRefusal(
  where: string,
  { user, sudo }: SshTarget,
  { said, sudoRefusedPassword }: RefusalEvidence,
): string | undefined {
  const quoted = said === '' ? '' : `; sudo said: ${said}`;
  if (sudoRefusedPassword || said.includes('incorrect password attempt'))
    return `${where}: sudo did not accept the password of ${user}; it is not tried again, so that the account is not locked${quoted}`;
  if (/a password is required|no password was provided/.test(said))
    return passwordMissing(where, user, sudo, quoted);
  if (/is not in the sudoers file|is not allowed to (execute|run)|may not run sudo/.test(said))
    return `${where}: sudo does not let ${user} become root; add a rule to /etc/sudoers.d, or another user${quoted}`;
  if (said.includes('must have a tty'))
    return `${where}: sudo wants a terminal (requiretty) and there is none; add "Defaults:${user} !requiretty" to /etc/sudoers.d${quoted}`;
  if (/sudo.*(not found|No such file)/.test(said))
    return `${where}: sudo is not installed; install it, or log in as root${quoted}`;
  return undefined;
}

function passwordMissing(where: string, user: string, sudo: Sudo, quoted: string): string {
  switch (sudo.kind) {
    case 'none':
    case 'passwordless':
      return `${where}: sudo wants a password from ${user}; ${withoutPassword(user)}${quoted}`;
    case 'password':
      return `${where}: sudo took no password for ${user} from standard input${quoted}`;
    default:
      return assertNever(sudo);
  }
}

/** The command line asks nobody for a password: only a program can have one. */
function withoutPassword(user: string): string {
  return (
    `let it do without, with the rule "${user} ALL=(ALL) NOPASSWD: ALL" in a file below /etc/sudoers.d (visudo -f), ` +
    'or set `sudo` to { kind: "password", password } in a program of your own'
  );
}
