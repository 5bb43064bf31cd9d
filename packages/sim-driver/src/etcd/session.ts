import type { Micros } from '../engine/scheduler.js';
import { millis, seconds } from '../engine/scheduler.js';
import type { Task } from '../engine/task.js';
import { apart, Future, sleep, startTask, within } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Connection } from '../network/service.js';
import type { EtcdError, EtcdResult } from './client.js';
import type { CredentialSource } from './credentials.js';
import { handshakeSucceeds } from './credentials.js';
import { connectionLost, deadlineExceeded, failed, succeeded } from './errors.js';
import type { EtcdClientApi, Pending, Reply, RequestContext } from './server/client-api.js';
import { isEtcdClientService } from './server/client-api.js';
import { parseHostPort } from './url.js';

export interface SessionOptions {
  readonly endpoints: readonly string[];
  readonly timeoutUs: Micros;
  readonly credentials: CredentialSource;
}

export interface Call<T> {
  /** Writes are not repeated when they may have been applied. */
  readonly kind: 'read' | 'write';
  send(api: EtcdClientApi, context: RequestContext): Pending<T>;
}

interface Channel {
  readonly connection: Connection;
  readonly api: EtcdClientApi;
}

/** clientv3: reads are repeated on Unavailable. */
const MAX_ATTEMPTS = 100;
const RETRY_PAUSE_US = millis(25);
/** gRPC: pause before a failed connection is tried again, then 1.6 times as long. */
const FIRST_RECONNECT_US = seconds(1);
const RECONNECT_FACTOR = 1.6;

/** One gRPC client: a balancer over its endpoints, a deadline per call, and the retries of clientv3. */
export class EtcdSession {
  readonly #host: Host;
  readonly #options: SessionOptions;
  #channel: Channel | undefined;

  constructor(host: Host, options: SessionOptions) {
    this.#host = host;
    this.#options = options;
  }

  call<T>(call: Call<T>): Task<EtcdResult<Reply<T>>> {
    return this.ask(call, asItIs);
  }

  /** What is read from the answer, if there is one. */
  ask<T, R>(call: Call<T>, read: (reply: Reply<T>) => R): Task<EtcdResult<R>> {
    return apart(this.#attempts(call, read));
  }

  /** One generator for all that a call waits for as a rule: it is resumed most of all. */
  *#attempts<T, R>(call: Call<T>, read: (reply: Reply<T>) => R): Task<EtcdResult<R>> {
    const deadlineUs = this.#nowUs + this.#options.timeoutUs;
    for (let attempt = 1; ; attempt += 1) {
      const channel = this.#standing() ?? (yield* this.#connect(deadlineUs));
      if (channel === undefined) return failed(deadlineExceeded(call.kind === 'write' && attempt > 1));
      const { connection, api } = channel;
      let result: EtcdResult<Reply<T>> | undefined;
      yield* sleep(connection.latencyUs());
      const stalled = connection.stalled();
      if (stalled !== undefined) yield* within(stalled, Math.max(0, deadlineUs - this.#nowUs));
      if (connection.alive() && connection.stalled() === undefined) {
        const reply = call.send(api, { deadlineUs });
        if (!reply.settled) yield* within(reply, deadlineUs - this.#nowUs, api.closed);
        yield* sleep(reply.settled ? connection.latencyUs() : 0);
        if (connection.alive() && this.#nowUs <= deadlineUs) result = reply.value;
      }
      result ??= yield* this.#unanswered(channel, call.kind, deadlineUs);
      if (result.ok) return succeeded(read(result.value));
      if (attempt >= MAX_ATTEMPTS || !isRetried(call.kind, result.error)) return result;
      if (this.#nowUs + RETRY_PAUSE_US >= deadlineUs) {
        yield* this.#waitUntil(deadlineUs);
        return failed(deadlineExceeded(call.kind === 'write'));
      }
      yield* sleep(RETRY_PAUSE_US);
    }
  }

  /** A connection that breaks is noticed at once, one that is silent when the time is up. */
  *#unanswered(
    { connection, api }: Channel,
    kind: Call<unknown>['kind'],
    deadlineUs: Micros,
  ): Task<EtcdResult<never>> {
    const broken = api.closed.settled && this.#host.world.network.open(this.#host.name, connection.host.name);
    if (broken && this.#nowUs < deadlineUs) return failed(connectionLost(kind === 'write'));
    yield* this.#waitUntil(deadlineUs);
    return failed(deadlineExceeded(kind === 'write'));
  }

  /** The channel of the last call, if it still stands. */
  #standing(): Channel | undefined {
    return this.#channel?.connection.alive() === true ? this.#channel : undefined;
  }

  /** A new channel to any endpoint; undefined when the deadline came first. */
  *#connect(deadlineUs: Micros): Task<Channel | undefined> {
    let pauseUs = FIRST_RECONNECT_US;
    for (;;) {
      this.#channel = yield* this.#dialAny(deadlineUs - this.#nowUs);
      if (this.#channel !== undefined) return this.#channel;
      if (this.#nowUs + pauseUs >= deadlineUs) {
        yield* this.#waitUntil(deadlineUs);
        return undefined;
      }
      yield* sleep(pauseUs);
      pauseUs = Math.round(pauseUs * RECONNECT_FACTOR);
    }
  }

  /** All endpoints at once, as the balancer does; the first that answers is used. */
  #dialAny(timeoutUs: Micros): Task<Channel | undefined> {
    const { endpoints } = this.#options;
    const [only] = endpoints;
    if (only !== undefined && endpoints.length === 1) return this.#dial(only, timeoutUs);
    const first = new Future<Channel | undefined>();
    let failures = 0;
    for (const endpoint of endpoints) {
      const dialling = startTask(this.#host.world.scheduler, this.#dial(endpoint, timeoutUs));
      dialling.result.onSettled(() => {
        const channel = dialling.result.value;
        if (channel !== undefined) first.settle(channel);
        else if ((failures += 1) === endpoints.length) first.settle(undefined);
      });
    }
    return within(first, timeoutUs);
  }

  *#dial(endpoint: string, timeoutUs: Micros): Task<Channel | undefined> {
    const address = parseHostPort(endpoint);
    if (address === undefined) return undefined;
    const { network } = this.#host.world;
    const connection = yield* network.connect(this.#host, address.host, address.port, timeoutUs);
    if (connection.kind === 'dial-failed' || !isEtcdClientService(connection.service)) return undefined;
    const api = connection.service;
    const accepted = handshakeSucceeds(
      address.scheme,
      this.#options.credentials(),
      this.#host.clock(),
      api.security,
    );
    return accepted ? { connection, api } : undefined;
  }

  #waitUntil(us: Micros): Task<void> {
    return sleep(us - this.#nowUs);
  }

  get #nowUs(): Micros {
    return this.#host.world.scheduler.now();
  }
}

function isRetried(kind: Call<unknown>['kind'], error: EtcdError): boolean {
  if (kind === 'read') return error.code === 'Unavailable';
  // The server's context ran out before anything was proposed.
  return error.code === 'DeadlineExceeded';
}

function asItIs<T>(reply: T): T {
  return reply;
}
