import type { HostKeyVerdict } from '../known-hosts/host-key-verdict.js';
import type { SshTarget } from '../ssh-target.js';
import type { Authenticator } from './authenticator.js';
import type { ConnectionFailure } from './connection-failure.js';
import { finalFailure, retryableFailure } from './connection-failure.js';
import { serverName } from './same-server.js';

/** How far an attempt to connect came. */
export type DialPhase = 'reaching' | 'handshake' | 'authentication';

export interface DialEvidence {
  readonly target: SshTarget;
  readonly phase: DialPhase;
  readonly verdict: HostKeyVerdict | undefined;
  readonly authenticator: Authenticator;
  readonly timeoutMs: number;
}

/** What an error of ssh2 or of the socket below it means, from how far the attempt had come. */
export function dialFailure(error: Error, evidence: DialEvidence): ConnectionFailure {
  const { target, phase, verdict } = evidence;
  const where = serverName(target);
  if (verdict?.kind === 'refused') return finalFailure('host-key', `${where}: ${verdict.detail}`);
  if ('level' in error && error.level === 'client-timeout')
    return retryableFailure(
      'timed-out',
      `${where}: no answer within ${evidence.timeoutMs} ms while ${doing(phase)}`,
    );
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return socketFailure(code, where, error.message, phase);
  if (phase === 'reaching' || error.message.includes('Connection lost before handshake'))
    return retryableFailure('lost', `${where}: ${error.message}`);
  return phase === 'authentication'
    ? authenticationFailure(error, where, evidence)
    : protocolFailure(error, where);
}

/** The connection ended while it was being made, without an error. */
export function endedEarly({ target, phase }: DialEvidence): ConnectionFailure {
  return retryableFailure(
    'lost',
    `${serverName(target)}: the server closed the connection while ${doing(phase)}`,
  );
}

function socketFailure(code: string, where: string, message: string, phase: DialPhase): ConnectionFailure {
  switch (code) {
    case 'ECONNREFUSED':
      return retryableFailure(
        'refused',
        `${where}: connection refused; is sshd running, and is the port right?`,
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return retryableFailure('no-route', `${where}: no route to the host (${message})`);
    case 'ETIMEDOUT':
      return retryableFailure('timed-out', `${where}: no answer (${message})`);
    case 'ENOTFOUND':
      return finalFailure('name-not-found', `${where}: the name cannot be resolved (${message})`);
    default:
      return retryableFailure('lost', `${where}: the connection broke while ${doing(phase)} (${message})`);
  }
}

function authenticationFailure(
  error: Error,
  where: string,
  { authenticator }: DialEvidence,
): ConnectionFailure {
  const said = error.message.includes('All configured authentication methods failed')
    ? ''
    : ` (${error.message})`;
  return finalFailure(
    'authentication',
    `${where}: authentication failed${said}; ${authenticator.describe()}`,
  );
}

function protocolFailure(error: Error, where: string): ConnectionFailure {
  return finalFailure('protocol', `${where}: the handshake failed: ${error.message}`);
}

function doing(phase: DialPhase): string {
  switch (phase) {
    case 'reaching':
      return 'connecting';
    case 'handshake':
      return 'exchanging keys';
    case 'authentication':
      return 'authenticating';
  }
}
