import type { Task } from '../../engine/task.js';
import type { Micros } from '../../engine/scheduler.js';
import type { Host } from '../../host/host.js';
import type { Process } from '../../host/process.js';
import type { EtcdError, EtcdResult } from '../client.js';
import type { ClientCredentials, CredentialSource } from '../credentials.js';
import { parseId } from '../identity.js';
import type { EtcdProfile } from '../profile.js';
import type { Reply } from '../server/client-api.js';
import type { Call } from '../session.js';
import { EtcdSession } from '../session.js';

export type OutputFormat = 'simple' | 'table' | 'json' | 'fields';

/** Exit codes of etcdctl. */
export const EXIT = { ok: 0, error: 1, badConnection: 2, badFeature: 4, badArguments: 128 } as const;

/** One run of etcdctl: what it was asked and how it talks to whom. */
export class EtcdctlRun {
  readonly process: Process;
  readonly host: Host;
  readonly profile: EtcdProfile;
  readonly endpoints: readonly string[];
  readonly format: OutputFormat;
  readonly arguments: readonly string[];
  readonly #flags: ReadonlyMap<string, string>;
  readonly #timeoutUs: Micros;
  readonly #credentials: CredentialSource;

  constructor(options: {
    readonly process: Process;
    readonly profile: EtcdProfile;
    readonly endpoints: readonly string[];
    readonly format: OutputFormat;
    readonly arguments: readonly string[];
    readonly flags: ReadonlyMap<string, string>;
    readonly timeoutUs: Micros;
    readonly credentials: ClientCredentials;
  }) {
    this.process = options.process;
    this.host = options.process.host;
    this.profile = options.profile;
    this.endpoints = options.endpoints;
    this.format = options.format;
    this.arguments = options.arguments;
    this.#flags = options.flags;
    this.#timeoutUs = options.timeoutUs;
    this.#credentials = () => options.credentials;
  }

  flag(name: string): string {
    return this.#flags.get(name) ?? '';
  }

  isSet(name: string): boolean {
    return this.flag(name) === 'true';
  }

  get hex(): boolean {
    return this.profile.hexJson && this.isSet('hex');
  }

  session(endpoints: readonly string[] = this.endpoints): EtcdSession {
    return new EtcdSession(this.host, {
      endpoints,
      timeoutUs: this.#timeoutUs,
      credentials: this.#credentials,
    });
  }

  call<T>(call: Call<T>): Task<EtcdResult<Reply<T>>> {
    return this.session().call(call);
  }

  out(text: string): void {
    this.process.out(text);
  }

  /** Ends with `Error: …` on stderr. */
  fail(message: string, code: number = EXIT.error): number {
    this.process.err(`Error: ${message}`);
    return code;
  }

  failWith(error: EtcdError): number {
    return this.fail(error.message);
  }

  /** The id argument of `member` commands; a number is the exit code of having refused it. */
  memberId(): string | number {
    const [text] = this.arguments;
    if (text === undefined) return this.fail('member ID is not provided', EXIT.badArguments);
    const id = parseId(text);
    if (id !== undefined) return id;
    const reason = `strconv.ParseUint: parsing "${text}": invalid syntax`;
    return this.fail(`bad member ID arg (${reason}), expecting ID in Hex`, EXIT.badArguments);
  }
}

export type EtcdctlCommand = (run: EtcdctlRun) => Task<number>;
