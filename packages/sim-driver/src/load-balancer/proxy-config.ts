import type { Micros } from '../engine/scheduler.js';

/** A backend server as configured. */
export interface ProxyBackend {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** One listening port and where its connections go. */
export interface ProxyFrontend {
  readonly address: string;
  readonly port: number;
  readonly backends: readonly ProxyBackend[];
  readonly connectTimeoutUs: Micros;
  readonly health: PassiveHealth | ActiveHealth | { readonly kind: 'none' };
}

/** nginx: a server that failed `maxFails` times is left alone for `failTimeoutUs`. */
export interface PassiveHealth {
  readonly kind: 'passive';
  readonly maxFails: number;
  readonly failTimeoutUs: Micros;
}

/** haproxy: a server is checked all the time, by a TCP connection or by a GET. */
export interface ActiveHealth {
  readonly kind: 'active';
  /** Absent: a TCP connection is enough. */
  readonly httpPath?: string;
  readonly intervalUs: Micros;
  readonly fall: number;
  readonly rise: number;
  /** `on-marked-down shutdown-sessions`. */
  readonly shutdownSessions: boolean;
}

/** The program's own words when a configuration is refused. */
export type ParsedProxyConfig =
  | { readonly ok: true; readonly frontends: readonly ProxyFrontend[] }
  | { readonly ok: false; readonly message: string };

/** `10.0.0.1:6443`; undefined when it is not an address with a port. */
export function parseEndpoint(text: string): { readonly address: string; readonly port: number } | undefined {
  const match = /^([A-Za-z0-9.-]+):(\d+)$/.exec(text);
  const [, address, port] = match ?? [];
  return address === undefined ? undefined : { address, port: Number(port) };
}
