import type { Micros } from '../engine/scheduler.js';
import { millis, seconds } from '../engine/scheduler.js';
import type { Task } from '../engine/task.js';
import { apart, sleep, startTask, within } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Connection } from '../network/service.js';
import type { KubeApiService } from './api-service.js';
import type { KubeClient, KubeResult } from './client.js';
import { ForwardingApi } from './forwarding-api.js';
import type { KubeRequest } from './kube-request.js';

/** TLS handshake and the apiserver's own work on a request. */
const SERVER_WORK_US = millis(3);

/** client-go pings a connection on which nothing has come for 30 s, and closes it without an answer for 15 s. */
export const PING_TIMEOUT_US = seconds(45);

/** A connection that passed TLS and authentication. Requests on it skip dialling, as they do on HTTP/2. */
export class KubeSession {
  readonly service: KubeApiService;
  readonly client: KubeClient;
  readonly #connection: Connection;

  /** `api`: what the server lets this caller do. */
  constructor(
    host: Host,
    request: KubeRequest,
    connection: Connection,
    service: KubeApiService,
    api: KubeClient,
  ) {
    const { timeoutUs } = request.options;
    const client = new ConnectedApi(api, connection, request);
    this.service = service;
    this.client = timeoutUs === undefined ? client : new ImpatientApi(host, client, timeoutUs, request);
    this.#connection = connection;
  }

  /** False once any hop is gone, or its other end does not answer. */
  alive(): boolean {
    return this.#connection.alive() && this.#connection.stalled() === undefined;
  }

  /** The connection stands, but its other end is stopped. */
  stalled(): boolean {
    return this.#connection.alive() && this.#connection.stalled() !== undefined;
  }
}

/** With the time that requests travel, and EOF when the connection breaks meanwhile. */
class ConnectedApi extends ForwardingApi {
  readonly #connection: Connection;
  readonly #request: KubeRequest;

  constructor(api: KubeClient, connection: Connection, request: KubeRequest) {
    super(api);
    this.#connection = connection;
    this.#request = request;
  }

  protected override send<T>(request: Task<KubeResult<T>>): Task<KubeResult<T>> {
    return apart(this.#exchange(request));
  }

  *#exchange<T>(request: Task<KubeResult<T>>): Task<KubeResult<T>> {
    const connection = this.#connection;
    if (!connection.alive()) return this.#request.cut();
    yield* sleep(2 * connection.latencyUs() + SERVER_WORK_US);
    const stalled = connection.stalled();
    if (stalled !== undefined) yield* within(stalled, PING_TIMEOUT_US);
    if (!connection.alive() || connection.stalled() !== undefined) return this.#request.cut();
    const answer = yield* request;
    return connection.alive() ? answer : this.#request.cut();
  }
}

/** The client gives up; what the server has begun it may still do. */
class ImpatientApi extends ForwardingApi {
  readonly #host: Host;
  readonly #timeoutUs: Micros;
  readonly #request: KubeRequest;

  constructor(host: Host, api: KubeClient, timeoutUs: Micros, request: KubeRequest) {
    super(api);
    this.#host = host;
    this.#timeoutUs = timeoutUs;
    this.#request = request;
  }

  protected override *send<T>(request: Task<KubeResult<T>>): Task<KubeResult<T>> {
    const answer = yield* within(startTask(this.#host.world.scheduler, request).result, this.#timeoutUs);
    return (
      answer ??
      this.#request.refused(
        'DialTimeout',
        'net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
      )
    );
  }
}
