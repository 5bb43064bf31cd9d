import type { ConfigLine } from './config-line.js';
import type { SshConfigProblem } from './ssh-config-problem.js';

interface Unsupported {
  readonly severity: SshConfigProblem['severity'];
  /** Values with which the option changes nothing. */
  readonly harmless: readonly string[];
  readonly consequence: string;
}

/** Options that decide who is reached or trusted, and that are not carried out. All others change nothing here. */
const UNSUPPORTED: Readonly<Record<string, Unsupported>> = {
  proxycommand: {
    severity: 'error',
    harmless: ['none'],
    consequence:
      'no program is started in place of a connection; ProxyJump does what `ssh -W` is mostly used for',
  },
  revokedhostkeys: {
    severity: 'error',
    harmless: ['none'],
    consequence: 'a revoked host key would be trusted; mark it @revoked in a known_hosts file instead',
  },
  certificatefile: warning([], 'certificates are not supported; the keys are tried without it'),
  pkcs11provider: warning(['none'], 'tokens are reached through an agent only (ssh-add -s)'),
  knownhostscommand: warning(['none'], 'host keys are looked up in files only'),
  canonicalizehostname: warning(['no', 'false'], 'names are used as they are written'),
  bindaddress: warning([], 'the system chooses the source address'),
  bindinterface: warning([], 'the system chooses the source address'),
  addressfamily: warning(['any'], 'the system chooses between IPv4 and IPv6'),
  preferredauthentications: warning([], 'the agent is tried first, then key files, then a password'),
};

function warning(harmless: readonly string[], consequence: string): Unsupported {
  return { severity: 'warning', harmless, consequence };
}

/** Undefined when the line is supported, or of no account. */
export function unsupportedOption({ keyword, words, file, line }: ConfigLine): SshConfigProblem | undefined {
  const found = UNSUPPORTED[keyword];
  if (found === undefined || found.harmless.includes(words[0]?.toLowerCase() ?? '')) return undefined;
  const message = `${keyword} is not supported: ${found.consequence}`;
  return { severity: found.severity, at: { file, line }, message };
}
