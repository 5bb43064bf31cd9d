import ipaddr from 'ipaddr.js';
import { err, ok, type Result } from '../foundation/result.js';

/** An address in its canonical text. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly text: string;
}

/** A network without host bits, in its canonical text: `10.244.0.0/16`. */
export interface Cidr {
  readonly family: 4 | 6;
  readonly text: string;
  readonly prefix: number;
}

/** Four-part decimal without leading zeros, or IPv6 without a zone. */
export function parseIpAddress(text: string): Result<IpAddress, string> {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ok({ family: 4, text });
  if (!ipaddr.IPv6.isValid(text) || text.includes('%')) return err(`"${text}" is not an IP address`);
  const address = ipaddr.IPv6.parse(text);
  if (address.isIPv4MappedAddress()) {
    return err(`"${text}" is an IPv4 address in disguise: write ${address.toIPv4Address().toString()}`);
  }
  return ok({ family: 6, text: address.toRFC5952String() });
}

/** A network in CIDR notation. Host bits are refused: they are usually a typing error. */
export function parseCidr(text: string): Result<Cidr, string> {
  const match = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text);
  const address = match?.[1] === undefined ? undefined : parseIpAddress(match[1]);
  const prefix = Number(match?.[2]);
  if (address?.ok !== true || prefix > bitsOf(address.value)) {
    return err(`"${text}" is not a network: write address/prefix, for example 10.244.0.0/16`);
  }
  const { family } = address.value;
  const canonical = `${address.value.text}/${prefix}`;
  const network =
    family === 4
      ? ipaddr.IPv4.networkAddressFromCIDR(canonical).toString()
      : ipaddr.IPv6.networkAddressFromCIDR(canonical).toRFC5952String();
  if (network !== address.value.text) {
    return err(`"${text}" has bits set after its prefix: did you mean ${network}/${prefix}?`);
  }
  return ok({ family, text: canonical, prefix });
}

/** 32 or 128. */
export function bitsOf({ family }: { readonly family: 4 | 6 }): number {
  return family === 4 ? 32 : 128;
}

export function cidrContains(network: Cidr, address: IpAddress): boolean {
  return (
    network.family === address.family && ipaddr.parse(address.text).match(ipaddr.parseCIDR(network.text))
  );
}

export function cidrsOverlap(left: Cidr, right: Cidr): boolean {
  if (left.family !== right.family) return false;
  const [address] = ipaddr.parseCIDR(left.text);
  const [other] = ipaddr.parseCIDR(right.text);
  return address.match(other, Math.min(left.prefix, right.prefix));
}

/** Why no other host can reach this address, or `undefined` for one that can be advertised. */
export function notAdvertisable(address: IpAddress): string | undefined {
  return unreachableRanges.get(ipaddr.parse(address.text).range());
}

const unreachableRanges: ReadonlyMap<string, string> = new Map([
  ['loopback', 'a loopback address: every host would reach itself'],
  ['unspecified', 'the unspecified address'],
  ['multicast', 'a multicast address'],
  ['broadcast', 'the broadcast address'],
  ['linkLocal', 'a link-local address: kubeadm refuses it'],
]);
