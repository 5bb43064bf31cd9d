import type { Future, Task } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Process } from '../host/process.js';

/**
 * What answers on a port. Each protocol has its own interface that extends this one (`etcd-client`, `etcd-peer`,
 * `kube-api`, `http`, `tcp-proxy`, ...); a client narrows by `protocol` after it has connected.
 */
export interface Service {
  readonly protocol: string;
}

/** A TCP proxy (nginx stream, haproxy): the connection goes on to whatever it picks. */
export interface ProxyService extends Service {
  readonly protocol: 'tcp-proxy';
  /** `undefined`: no backend would take it, the proxy closes the connection (the client sees EOF). */
  forward(): Task<Connection | undefined>;
}

export function isProxy(service: Service): service is ProxyService {
  return service.protocol === 'tcp-proxy';
}

/** Plain HTTP endpoints such as kubelet healthz and etcd's /health. */
export interface HttpService extends Service {
  readonly protocol: 'http';
  get(path: string): Task<{ readonly status: number; readonly body: string }>;
}

export interface Listener {
  readonly process: Process;
  /** `0.0.0.0` or one address of the host. */
  readonly address: string;
  readonly port: number;
  readonly service: Service;
}

export interface Connection {
  readonly kind: 'connected';
  readonly service: Service;
  /** The host that finally answers (behind proxies). */
  readonly host: Host;
  /** Every hop from the caller to the answering host can pass packets both ways and the process lives. */
  alive(): boolean;
  /** One way through all hops, for the next packet. */
  latencyUs(): number;
  /** The process at its end is stopped: the connection stands, and answers come after this. Undefined: it answers. */
  stalled(): Future<undefined> | undefined;
}

export type DialFailure = {
  readonly kind: 'dial-failed';
  readonly reason: 'refused' | 'timed-out' | 'no-route' | 'eof';
};
