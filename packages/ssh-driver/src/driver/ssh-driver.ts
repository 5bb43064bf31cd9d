import type { Driver, HostName, HostStep, RunOptions, StepOutcome } from '@quorate/core';
import { Connections } from '../connection/connections.js';
import { DriverError } from '../driver-error.js';
import { guardedListener } from '../guarded-listener.js';
import type { SshEvent } from '../ssh-event.js';
import type { SshTarget } from '../ssh-target.js';
import { AbortFanOut } from '../abort-fan-out.js';
import { HostSession } from './host-session.js';
import { RemoteEnders } from './remote-enders.js';
import { SecretMask } from './secret-mask.js';

export interface SshDriverOptions {
  /** How to reach each host of the cluster specification. */
  readonly targets: Readonly<Record<HostName, SshTarget>>;
  /** What it throws changes nothing here: it is an uncaught exception of the process. */
  readonly onEvent?: (event: SshEvent) => void;
  /** Commands at once on one connection. sshd allows 10 sessions unless told otherwise; one is needed for ending others. */
  readonly channelsPerHost?: number;
  /** For each server on the way, all attempts together. */
  readonly connectTimeoutMs?: number;
  /** Three keepalives without an answer mean that the connection is lost. */
  readonly keepaliveIntervalMs?: number;
}

/** What holds where an option is left out. Times in milliseconds. */
export const SSH_DRIVER_DEFAULTS = {
  channelsPerHost: 8,
  connectTimeoutMs: 10_000,
  keepaliveIntervalMs: 10_000,
} as const satisfies Partial<SshDriverOptions>;

/**
 * Runs host steps on real machines over SSH.
 *
 * `run` never rejects. What prevents a step from starting (no connection, host key, authentication, sudo) is the outcome
 * `failed` with the cause `unreachable`: then nothing ran. A connection that is lost while a step runs gives `unknown`: **the
 * remote program goes on to its end**, as it would in the simulator.
 *
 * @throws {@link DriverError} from the constructor, when an option makes no sense.
 */
export class SshDriver implements Driver {
  readonly #sessions: ReadonlyMap<HostName, HostSession>;
  readonly #connections: Connections;
  readonly #mask = new SecretMask();

  constructor(options: SshDriverOptions) {
    const connectTimeoutMs = positive(
      'connectTimeoutMs',
      options.connectTimeoutMs ?? SSH_DRIVER_DEFAULTS.connectTimeoutMs,
    );
    const onEvent = guardedListener(options.onEvent ?? (() => undefined));
    this.#connections = new Connections({
      channelsPerConnection: positive(
        'channelsPerHost',
        options.channelsPerHost ?? SSH_DRIVER_DEFAULTS.channelsPerHost,
      ),
      connectTimeoutMs,
      keepaliveIntervalMs: positive(
        'keepaliveIntervalMs',
        options.keepaliveIntervalMs ?? SSH_DRIVER_DEFAULTS.keepaliveIntervalMs,
      ),
      onEvent,
    });
    const connections = this.#connections;
    const shared = {
      connections,
      mask: this.#mask,
      aborts: new AbortFanOut(),
      enders: new RemoteEnders(),
      patienceMs: connectTimeoutMs,
      onEvent,
    };
    const session = (host: HostName, target: SshTarget) => new HostSession({ host, target, ...shared });
    this.#sessions = new Map(
      Object.entries(options.targets).map(([host, target]) => [host, session(host, target)]),
    );
    for (const target of Object.values(options.targets)) this.#learnSecrets(target);
  }

  run(host: HostName, step: HostStep, { signal }: RunOptions): Promise<StepOutcome> {
    this.#learnSecretsOf(step);
    const session = this.#sessions.get(host);
    if (session !== undefined) return session.run(step, signal);
    const detail = `${host}: no SSH target is configured under this name`;
    const cause = { kind: 'unreachable', detail } as const;
    return Promise.resolve({ kind: 'failed', cause, stdout: '', stderr: '', tookMs: 0 });
  }

  /**
   * Ends all connections, and with them what keeps this process alive. Steps that still run become `unknown`; what they
   * started on the hosts goes on.
   */
  close(): Promise<void> {
    return this.#connections.close();
  }

  #learnSecretsOf(step: HostStep): void {
    if (step.kind === 'write-file') this.#mask.learn(step.content);
    if (step.kind === 'run' && step.stdin !== undefined) this.#mask.learn(step.stdin);
  }

  #learnSecrets(target: SshTarget): void {
    if (target.sudo.kind === 'password') this.#mask.learn([target.sudo.password]);
    for (const one of target.authentication) {
      if (one.kind === 'password') this.#mask.learn([one.password]);
      if (one.kind === 'key-file' && one.passphrase !== undefined) this.#mask.learn([one.passphrase]);
    }
    for (const jump of target.jumps) this.#learnSecrets(jump);
  }
}

function positive(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new DriverError(`${name} must be a whole number above 0, not ${value}`);
}
