import type { Task } from '../engine/task.js';
import { apart, sleep } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Connection, DialFailure, Service } from '../network/service.js';
import type { Certificate } from '../pki/certificate.js';
import { decodeCertificate } from '../pki/certificate.js';
import type { KubeApiService } from './api-service.js';
import type { KubeClient, KubeClientOptions, KubeObject, KubeResult, NewKubeObject } from './client.js';
import { succeeded } from './kube-error.js';
import { DIAL_TIMEOUT_US, KubeRequest } from './kube-request.js';
import { KubeSession } from './kube-session.js';
import { resourceOf, urlPath } from './resources.js';
import { parseServer } from './server-address.js';
import { serverCertificateError } from './server-verification.js';

/** A client that dials for every request; errors carry the texts of client-go. */
export function createKubeClient(host: Host, options: KubeClientOptions): KubeClient {
  return new DiallingClient(host, options);
}

class DiallingClient implements KubeClient {
  readonly #host: Host;
  readonly #options: KubeClientOptions;

  constructor(host: Host, options: KubeClientOptions) {
    this.#host = host;
    this.#options = options;
  }

  get(kind: string, namespace: string | undefined, name: string): Task<KubeResult<KubeObject>> {
    return this.#call(
      () => pathOf(kind, namespace, name),
      (client) => client.get(kind, namespace, name),
    );
  }

  list(kind: string, namespace?: string): Task<KubeResult<readonly KubeObject[]>> {
    return this.#call(
      () => pathOf(kind, namespace),
      (client) => client.list(kind, namespace),
    );
  }

  create(object: NewKubeObject): Task<KubeResult<KubeObject>> {
    return this.#call(
      () => pathOf(object.kind, object.namespace),
      (client) => client.create(object),
    );
  }

  apply(object: NewKubeObject): ReturnType<KubeClient['apply']> {
    return this.#call(
      () => pathOf(object.kind, object.namespace, object.name),
      (client) => client.apply(object),
    );
  }

  update(
    kind: string,
    namespace: string | undefined,
    name: string,
    change: (object: KubeObject) => KubeObject,
  ): Task<KubeResult<KubeObject>> {
    return this.#call(
      () => pathOf(kind, namespace, name),
      (client) => client.update(kind, namespace, name, change),
    );
  }

  delete(kind: string, namespace: string | undefined, name: string): Task<KubeResult<undefined>> {
    return this.#call(
      () => pathOf(kind, namespace, name),
      (client) => client.delete(kind, namespace, name),
    );
  }

  raw(path: string): Task<KubeResult<string>> {
    return this.#call(
      () => path,
      (client) => client.raw(path),
    );
  }

  *#call<T>(path: () => string, send: (client: KubeClient) => Task<KubeResult<T>>): Task<KubeResult<T>> {
    const session = yield* openKubeSession(this.#host, this.#options, path);
    return session.ok ? yield* send(session.value.client) : session;
  }
}

function pathOf(kind: string, namespace: string | undefined, name?: string): string {
  return urlPath(resourceOf(kind), namespace, name);
}

/** Dials, checks the server's certificate, authenticates. `path` is what a failure says was asked for. */
export function openKubeSession(
  host: Host,
  options: KubeClientOptions,
  path: () => string = rootPath,
): Task<KubeResult<KubeSession>> {
  return apart(open(host, new KubeRequest(options, path)));
}

function* open(host: Host, request: KubeRequest): Task<KubeResult<KubeSession>> {
  const { options } = request;
  const connection = yield* dial(host, options);
  if (connection.kind === 'dial-failed') return request.notDialled(connection);
  const { service } = connection;
  if (!isKubeApi(service)) return request.cut();
  yield* sleep(2 * connection.latencyUs());
  return authenticated(host, request, connection, service);
}

function dial(host: Host, options: KubeClientOptions): Task<Connection | DialFailure> {
  const { address, port } = parseServer(options.server);
  const timeoutUs = Math.min(options.timeoutUs ?? DIAL_TIMEOUT_US, DIAL_TIMEOUT_US);
  return host.world.network.connect(host, address, port, timeoutUs);
}

/** The end of the handshake: what each side thinks of the other's certificate. */
function authenticated(
  host: Host,
  request: KubeRequest,
  connection: Connection,
  service: KubeApiService,
): KubeResult<KubeSession> {
  const { options } = request;
  const certificate = service.certificate();
  if (certificate === undefined) return request.refused('Eof', 'remote error: tls: internal error');
  const { address } = parseServer(options.server);
  const problem = serverCertificateError(certificate, authorityOf(options), address, host.clock());
  if (problem !== undefined) return request.refused('Certificate', problem);
  const session = service.session(options.credential);
  return session.ok ? succeeded(new KubeSession(host, request, connection, service, session.value)) : session;
}

function rootPath(): string {
  return '/api';
}

/** The CA that a client trusts. */
export function authorityOf({ caPem }: KubeClientOptions): Certificate | undefined {
  return caPem === undefined ? undefined : decodeCertificate(caPem);
}

function isKubeApi(service: Service): service is KubeApiService {
  return service.protocol === 'kube-api';
}
