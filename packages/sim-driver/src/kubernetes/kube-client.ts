import type { Micros } from '../engine/scheduler.js';
import { MICROS_PER_SECOND, millis, seconds } from '../engine/scheduler.js';
import type { Task } from '../engine/task.js';
import { sleep, startTask, within } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Connection, DialFailure, Service } from '../network/service.js';
import type { Certificate } from '../pki/certificate.js';
import { decodeCertificate } from '../pki/certificate.js';
import type { KubeApiService } from './api-service.js';
import type {
  KubeClient,
  KubeClientOptions,
  KubeError,
  KubeObject,
  KubeResult,
  NewKubeObject,
} from './client.js';
import type { KubeFailure } from './kube-error.js';
import { failed, succeeded } from './kube-error.js';
import { resourceOf, urlPath } from './resources.js';
import { serverCertificateError } from './server-verification.js';

/** Go's default dial time-out for API clients. */
const DIAL_TIMEOUT_US = seconds(30);
/** TLS handshake and the apiserver's own work on a request. */
const SERVER_WORK_US = millis(3);

/** client-go pings a connection on which nothing has come for 30 s, and closes it without an answer for 15 s. */
export const PING_TIMEOUT_US = seconds(45);

type Refuse = (reason: KubeError['reason'], text: string) => KubeFailure;

/** A connection that passed TLS and authentication. Requests on it skip dialling, as they do on HTTP/2. */
export interface KubeSession {
  readonly service: KubeApiService;
  readonly client: KubeClient;
  /** False once any hop is gone, or its other end does not answer. */
  alive(): boolean;
  /** The connection stands, but its other end is stopped. */
  stalled(): boolean;
}

/** A client that dials for every request; errors carry the texts of client-go. */
export function createKubeClient(host: Host, options: KubeClientOptions): KubeClient {
  function* call<T>(path: string, send: (client: KubeClient) => Task<KubeResult<T>>): Task<KubeResult<T>> {
    const session = yield* openKubeSession(host, options, path);
    return session.ok ? yield* send(session.value.client) : session;
  }
  const pathOf = (kind: string, namespace: string | undefined, name?: string): string =>
    urlPath(resourceOf(kind), namespace, name);
  return {
    get: (kind, namespace, name) =>
      call(pathOf(kind, namespace, name), (client) => client.get(kind, namespace, name)),
    list: (kind, namespace) => call(pathOf(kind, namespace), (client) => client.list(kind, namespace)),
    create: (object) => call(pathOf(object.kind, object.namespace), (client) => client.create(object)),
    apply: (object) =>
      call(pathOf(object.kind, object.namespace, object.name), (client) => client.apply(object)),
    update: (kind, namespace, name, change) =>
      call(pathOf(kind, namespace, name), (client) => client.update(kind, namespace, name, change)),
    delete: (kind, namespace, name) =>
      call(pathOf(kind, namespace, name), (client) => client.delete(kind, namespace, name)),
    raw: (path) => call(path, (client) => client.raw(path)),
  };
}

/** Dials, checks the server's certificate, authenticates. `path` is what a failure says was asked for. */
export function* openKubeSession(
  host: Host,
  options: KubeClientOptions,
  path = '/api',
): Task<KubeResult<KubeSession>> {
  const { address, port } = parseServer(options.server);
  const dialTimeoutUs = Math.min(options.timeoutUs ?? DIAL_TIMEOUT_US, DIAL_TIMEOUT_US);
  const connection = yield* host.world.network.connect(host, address, port, dialTimeoutUs);
  const refuse: Refuse = (reason, text) => failed(reason, `Get "${urlOf(options, path)}": ${text}`);
  if (connection.kind === 'dial-failed') return dialError(connection, options, address, port, refuse);
  const { service } = connection;
  if (!isKubeApi(service)) return refuse('Eof', 'EOF');
  yield* sleep(2 * connection.latencyUs());
  const certificate = service.certificate();
  if (certificate === undefined) return refuse('Eof', 'remote error: tls: internal error');
  const ca = authorityOf(options);
  const problem = serverCertificateError(certificate, ca, address, host.clock());
  if (problem !== undefined) return refuse('Certificate', problem);
  const session = service.session(options.credential);
  if (!session.ok) return session;
  const cut = (): KubeFailure => refuse('Eof', 'EOF');
  const client = new ConnectedApi(session.value, connection, cut);
  return succeeded({
    service,
    client: options.timeoutUs === undefined ? client : withDeadline(host, client, options.timeoutUs, refuse),
    alive: () => connection.alive() && connection.stalled() === undefined,
    stalled: () => connection.alive() && connection.stalled() !== undefined,
  });
}

const AUTHORITIES = new WeakMap<KubeClientOptions, Certificate>();

/** The CA that a client trusts, decoded once. */
export function authorityOf(options: KubeClientOptions): Certificate | undefined {
  const known = AUTHORITIES.get(options);
  if (known !== undefined || options.caPem === undefined) return known;
  const decoded = decodeCertificate(options.caPem);
  if (decoded !== undefined) AUTHORITIES.set(options, decoded);
  return decoded;
}

export function parseServer(server: string): { readonly address: string; readonly port: number } {
  const match = /^https?:\/\/([^:/]+)(?::(\d+))?/.exec(server);
  return { address: match?.[1] ?? server, port: Number(match?.[2] ?? '443') };
}

/** The same API, each request passed through `send`. */
function wrapped(
  api: KubeClient,
  send: <T>(request: Task<KubeResult<T>>) => Task<KubeResult<T>>,
): KubeClient {
  return {
    get: (kind, namespace, name) => send(api.get(kind, namespace, name)),
    list: (kind, namespace) => send(api.list(kind, namespace)),
    create: (object) => send(api.create(object)),
    apply: (object) => send(api.apply(object)),
    update: (kind, namespace, name, change) => send(api.update(kind, namespace, name, change)),
    delete: (kind, namespace, name) => send(api.delete(kind, namespace, name)),
    raw: (path) => send(api.raw(path)),
  };
}

/** With the time that requests travel, and EOF when the connection breaks meanwhile. */
class ConnectedApi implements KubeClient {
  readonly #api: KubeClient;
  readonly #connection: Connection;
  readonly #cut: () => KubeFailure;

  constructor(api: KubeClient, connection: Connection, cut: () => KubeFailure) {
    this.#api = api;
    this.#connection = connection;
    this.#cut = cut;
  }

  get(kind: string, namespace: string | undefined, name: string): Task<KubeResult<KubeObject>> {
    return this.#send(this.#api.get(kind, namespace, name));
  }

  list(kind: string, namespace?: string): Task<KubeResult<readonly KubeObject[]>> {
    return this.#send(this.#api.list(kind, namespace));
  }

  create(object: NewKubeObject): Task<KubeResult<KubeObject>> {
    return this.#send(this.#api.create(object));
  }

  apply(object: NewKubeObject): ReturnType<KubeClient['apply']> {
    return this.#send(this.#api.apply(object));
  }

  update(
    kind: string,
    namespace: string | undefined,
    name: string,
    change: (object: KubeObject) => KubeObject,
  ): Task<KubeResult<KubeObject>> {
    return this.#send(this.#api.update(kind, namespace, name, change));
  }

  delete(kind: string, namespace: string | undefined, name: string): Task<KubeResult<undefined>> {
    return this.#send(this.#api.delete(kind, namespace, name));
  }

  raw(path: string): Task<KubeResult<string>> {
    return this.#send(this.#api.raw(path));
  }

  *#send<T>(request: Task<KubeResult<T>>): Task<KubeResult<T>> {
    const connection = this.#connection;
    if (!connection.alive()) return this.#cut();
    yield* sleep(2 * connection.latencyUs() + SERVER_WORK_US);
    const stalled = connection.stalled();
    if (stalled !== undefined) yield* within(stalled, PING_TIMEOUT_US);
    if (!connection.alive() || connection.stalled() !== undefined) return this.#cut();
    const answer = yield* request;
    return connection.alive() ? answer : this.#cut();
  }
}

/** The client gives up; what the server has begun it may still do. */
function withDeadline(host: Host, api: KubeClient, timeoutUs: Micros, refuse: Refuse): KubeClient {
  return wrapped(api, function* (request) {
    const answer = yield* within(startTask(host.world.scheduler, request).result, timeoutUs);
    return (
      answer ??
      refuse('DialTimeout', 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)')
    );
  });
}

function dialError(
  failure: DialFailure,
  options: KubeClientOptions,
  address: string,
  port: number,
  refuse: Refuse,
): KubeFailure {
  const dial = `dial tcp ${address}:${String(port)}: `;
  switch (failure.reason) {
    case 'refused':
      return refuse('ConnectionRefused', `${dial}connect: connection refused`);
    case 'no-route':
      return refuse('NoRoute', `${dial}connect: no route to host`);
    case 'eof':
      return refuse('Eof', 'EOF');
    case 'timed-out':
      return (options.timeoutUs ?? DIAL_TIMEOUT_US) < DIAL_TIMEOUT_US
        ? refuse(
            'DialTimeout',
            'net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
          )
        : refuse('DialTimeout', `${dial}i/o timeout`);
  }
}

/** client-go sends its time-out along: `?timeout=10s`. */
function urlOf(options: KubeClientOptions, path: string): string {
  if (options.timeoutUs === undefined) return `${options.server}${path}`;
  return `${options.server}${path}?timeout=${String(options.timeoutUs / MICROS_PER_SECOND)}s`;
}

function isKubeApi(service: Service): service is KubeApiService {
  return service.protocol === 'kube-api';
}
