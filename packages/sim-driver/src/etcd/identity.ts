import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { rememberByText } from '../engine/remember.js';

/** Member and cluster ids are 64-bit numbers, written as lower-case hex without leading zeros. */
export type MemberId = string;

/** Id of a member of a statically bootstrapped cluster: a function of its peer URLs and the cluster token alone. */
export function bootstrapMemberId(peerUrls: readonly string[], token: string): MemberId {
  return firstEightBytes(utf8ToBytes([...peerUrls].sort().join('') + token));
}

/** Id given by `member add`: depends on the receiving server's clock, in whole seconds. */
export function addedMemberId(peerUrls: readonly string[], unixSeconds: number): MemberId {
  return firstEightBytes(utf8ToBytes([...peerUrls].sort().join('') + String(unixSeconds)));
}

/** A function of the initial members only; it never changes afterwards. */
export function clusterIdOf(initialMembers: readonly MemberId[]): string {
  const ids = [...initialMembers].sort(compareIds).map((id) => hexToBytes(id.padStart(16, '0')));
  return firstEightBytes(concatBytes(...ids));
}

/** Numeric order, the order of every member list. */
export function compareIds(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : Number(left > right);
}

/** What `strconv.ParseUint(text, 16, 64)` accepts, in canonical form; undefined: invalid syntax. */
export function parseId(text: string): MemberId | undefined {
  if (!/^[0-9a-fA-F]+$/.test(text)) return undefined;
  const canonical = text.toLowerCase().replace(/^0+(?=.)/, '');
  return canonical.length > 16 ? undefined : canonical;
}

/** The decimal form that JSON output uses. */
export const decimalId = rememberByText((id) => BigInt(`0x${id}`).toString());

function firstEightBytes(input: Uint8Array): string {
  return bytesToHex(sha1(input).subarray(0, 8)).replace(/^0+(?=.)/, '');
}
