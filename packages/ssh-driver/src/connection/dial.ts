import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client, ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2';
import ssh2 from 'ssh2';
import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import { checkHostKey } from '../known-hosts/check-host-key.js';
import { hostKeyAlgorithms } from '../known-hosts/host-key-algorithms.js';
import type { HostKeyVerdict } from '../known-hosts/host-key-verdict.js';
import type { SshTarget } from '../ssh-target.js';
import { Authenticator } from './authenticator.js';
import type { ConnectionFailure } from './connection-failure.js';
import { finalFailure } from './connection-failure.js';
import type { DialPhase } from './dial-failure.js';
import { dialFailure, endedEarly } from './dial-failure.js';
import { Lifetime } from './lifetime.js';
import { messageOf } from './message-of.js';
import { serverName } from './same-server.js';

export interface DialOptions {
  readonly timeoutMs: number;
  readonly keepaliveIntervalMs: number;
  /** Gives up at once. */
  readonly signal: AbortSignal;
  /** Host keys that were accepted for this run only: see `checkHostKey`. */
  readonly ofThisRun: Map<string, Buffer>;
  /** The way through the last jump host. Absent: a TCP connection from here. */
  readonly socket?: Duplex;
}

export interface Dialled {
  readonly client: Client;
  /** What the client speaks over: ssh2 does not destroy one that it has ended. */
  readonly socket: Duplex;
  readonly lifetime: Lifetime;
  readonly verdict: HostKeyVerdict;
}

/** Keepalives without an answer after which the connection counts as lost. */
const KEEPALIVE_MISSES = 3;

/** One attempt to connect and authenticate. Never trusts a server that its policy has not accepted. */
export async function dial(
  target: SshTarget,
  options: DialOptions,
): Promise<Result<Dialled, ConnectionFailure>> {
  const algorithms = await hostKeyAlgorithms(target.hostKeys, target);
  return new Promise((resolve) => {
    new Attempt(target, options, resolve).start(algorithms);
  });
}

class Attempt {
  readonly #target: SshTarget;
  readonly #options: DialOptions;
  readonly #settle: (result: Result<Dialled, ConnectionFailure>) => void;
  readonly #client = new ssh2.Client();
  #socket: Duplex | undefined;
  readonly #authenticator: Authenticator;
  #phase: DialPhase = 'reaching';
  #verdict: HostKeyVerdict | undefined;

  constructor(
    target: SshTarget,
    options: DialOptions,
    settle: (result: Result<Dialled, ConnectionFailure>) => void,
  ) {
    this.#target = target;
    this.#options = options;
    this.#settle = settle;
    this.#authenticator = new Authenticator(target);
  }

  start(algorithms: readonly string[] | undefined): void {
    const client = this.#client;
    client.on('connect', () => (this.#phase = 'handshake'));
    client.on('handshake', () => (this.#phase = 'authentication'));
    client.on('ready', () => this.#ready());
    client.on('error', (error) => this.#failed(error));
    client.on('close', () => this.#fail(endedEarly(this.#evidence())));
    client.on('change password', () => this.#passwordExpired());
    const { signal } = this.#options;
    signal.addEventListener('abort', this.#aborted, { once: true });
    if (signal.aborted) {
      this.#aborted();
      return;
    }
    try {
      const socket = this.#options.socket ?? tcpConnection(this.#target);
      this.#socket = socket;
      client.connect(this.#config(algorithms, socket));
    } catch (error) {
      this.#fail(finalFailure('configuration', `${serverName(this.#target)}: ${messageOf(error)}`));
    }
  }

  #config(algorithms: readonly string[] | undefined, socket: Duplex): ConnectConfig {
    const { timeoutMs, keepaliveIntervalMs } = this.#options;
    return {
      sock: socket,
      username: this.#target.user,
      readyTimeout: timeoutMs,
      keepaliveInterval: keepaliveIntervalMs,
      keepaliveCountMax: KEEPALIVE_MISSES,
      authHandler: this.#authenticator.handler,
      ...(algorithms === undefined
        ? {}
        : { algorithms: { serverHostKey: [...algorithms] as ServerHostKeyAlgorithm[] } }),
      hostVerifier: (key: Buffer, verify: (trusted: boolean) => void) => {
        void this.#verify(key).then(verify);
      },
    };
  }

  async #verify(key: Buffer): Promise<boolean> {
    try {
      const { ofThisRun } = this.#options;
      this.#verdict = await checkHostKey(this.#target.hostKeys, this.#target, key, ofThisRun);
      return this.#verdict.kind !== 'refused';
    } catch (error) {
      const where = serverName(this.#target);
      this.#fail(
        finalFailure('host-key', `${where}: the host key cannot be noted down: ${messageOf(error)}`),
      );
      return false;
    }
  }

  #ready(): void {
    const verdict = this.#verdict;
    const socket = this.#socket;
    if (socket === undefined || verdict === undefined || verdict.kind === 'refused') {
      // A second bolt: whatever ssh2 does, no verdict means no connection.
      this.#fail(finalFailure('host-key', `${serverName(this.#target)}: the host key was not verified`));
      return;
    }
    this.#release();
    // In this very moment: what the server says next may stand in the same packet.
    const lifetime = new Lifetime(this.#client, socket);
    this.#settle(ok({ client: this.#client, socket, lifetime, verdict }));
  }

  #failed(error: Error): void {
    if ('level' in error && error.level === 'agent') this.#authenticator.noteAgentFailure(error.message);
    else this.#fail(dialFailure(error, this.#evidence()));
  }

  #passwordExpired(): void {
    const where = serverName(this.#target);
    this.#fail(
      finalFailure('authentication', `${where}: the password has expired; log in once by hand and change it`),
    );
  }

  #fail(failure: ConnectionFailure): void {
    this.#release();
    this.#settle(err(failure));
    // ssh2 may still report what the end of the socket brings.
    this.#client.on('error', () => undefined);
    this.#socket?.destroy();
  }

  readonly #aborted = (): void => {
    this.#fail(finalFailure('closed', `${serverName(this.#target)}: the driver was closed`));
  };

  #release(): void {
    this.#client.removeAllListeners();
    this.#options.signal.removeEventListener('abort', this.#aborted);
  }

  #evidence() {
    return {
      target: this.#target,
      phase: this.#phase,
      verdict: this.#verdict,
      authenticator: this.#authenticator,
      timeoutMs: this.#options.timeoutMs,
    };
  }
}

/** Small packets go out at once: a command is two of them. */
function tcpConnection({ address, port }: SshTarget): Duplex {
  return connect({ host: address, port, noDelay: true });
}
