import { err, ok, type Result } from '../foundation/result.js';
import { parseDnsSubdomain } from './dns-name.js';
import { parseIpAddress, type IpAddress } from './ip-network.js';

/** kubeadm: the port of every apiserver, and the default of the endpoint. */
export const DEFAULT_API_PORT = 6443;

export interface Endpoint {
  /** A DNS name, or an IP address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** `host`, `host:port`, `[ipv6]:port` or a bare IPv6 address. */
export function parseEndpoint(text: string): Result<Endpoint, string> {
  const bare = parseIpAddress(text);
  if (bare.ok) return ok({ host: bare.value.text, port: DEFAULT_API_PORT });
  if (text.includes('://')) return err(`"${text}" is a URL: write host:port without a scheme`);
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text);
  if (match === null) return err(`"${text}" is not host:port; an IPv6 address stands in brackets`);
  const [, bracketed, plain, portText] = match;
  const host = parseEndpointHost(bracketed, plain ?? '');
  if (!host.ok) return host;
  if (portText === undefined) return ok({ host: host.value, port: DEFAULT_API_PORT });
  const port = /^[1-9]\d{0,4}$/.test(portText) ? Number(portText) : 0;
  if (port < 1 || port > 65_535) return err(`"${portText}" is not a port: it must be from 1 to 65535`);
  return ok({ host: host.value, port });
}

export function formatEndpoint(endpoint: Endpoint): string {
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `${host}:${endpoint.port}`;
}

/** An IP address in canonical form or a DNS name. Four numbers with dots are always meant as an address. */
export function parseAddressOrName(text: string): Result<string, string> {
  const address = parseIpAddress(text);
  if (address.ok) return ok(address.value.text);
  if (text.includes(':') || /^[\d.]+$/.test(text)) return address;
  return parseDnsSubdomain(text);
}

export function asIpAddress(text: string): IpAddress | undefined {
  const address = parseIpAddress(text);
  return address.ok ? address.value : undefined;
}

function parseEndpointHost(bracketed: string | undefined, plain: string): Result<string, string> {
  if (bracketed === undefined) return parseAddressOrName(plain);
  const address = parseIpAddress(bracketed);
  if (address.ok && address.value.family === 6) return ok(address.value.text);
  return err(`"[${bracketed}]" is not an IPv6 address in brackets`);
}
