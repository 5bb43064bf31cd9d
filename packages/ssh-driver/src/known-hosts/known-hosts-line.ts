import { createHmac } from 'node:crypto';
import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import { keyTypeOf } from './host-key.js';
import { matchesPatternList } from './wildcard.js';

/** One key of one line of a known_hosts file (SSH_KNOWN_HOSTS FILE FORMAT in sshd(8)). */
export interface KnownHostsEntry {
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  readonly names: KnownNames;
  readonly key: Buffer;
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
}

export type KnownNames =
  | { readonly kind: 'patterns'; readonly patterns: readonly string[] }
  /** HMAC-SHA1 of the name with the salt as its key. */
  | { readonly kind: 'hashed'; readonly salt: Buffer; readonly hash: Buffer };

/** Undefined for a line without a key: empty, or a comment. The error says what is wrong with the line, without its place. */
export function parseKnownHostsLine(
  text: string,
  file: string,
  line: number,
): Result<KnownHostsEntry | undefined, string> {
  const words = text.trim().split(/[ \t]+/);
  const first = words[0] ?? '';
  if (first === '' || first.startsWith('#')) return ok(undefined);
  const marker = markerOf(first);
  if (marker === undefined) return err(`the marker ${first} is unknown`);
  const [hosts, type, encoded] = marker === 'none' ? words : words.slice(1);
  if (hosts === undefined || type === undefined || encoded === undefined)
    return err('a line needs names, a key type and a key');
  const names = parseNames(hosts);
  if (!names.ok) return names;
  const key = parseKey(type, encoded);
  return key.ok ? ok({ marker, names: names.value, key: key.value, file, line }) : key;
}

/** Does the line speak of the server of that name ({@link knownHostsName})? */
export function entryNames(names: KnownNames, name: string): boolean {
  switch (names.kind) {
    case 'patterns':
      return matchesPatternList(names.patterns, name);
    case 'hashed':
      return createHmac('sha1', names.salt).update(name).digest().equals(names.hash);
  }
}

function markerOf(word: string): KnownHostsEntry['marker'] | undefined {
  if (!word.startsWith('@')) return 'none';
  if (word === '@revoked') return 'revoked';
  return word === '@cert-authority' ? 'cert-authority' : undefined;
}

function parseNames(hosts: string): Result<KnownNames, string> {
  if (!hosts.startsWith('|')) {
    const patterns = hosts.toLowerCase().split(',');
    return ok({ kind: 'patterns', patterns: patterns.filter((pattern) => pattern !== '') });
  }
  const [, version, salt, hash, ...rest] = hosts.split('|');
  if (version !== '1' || rest.length > 0) return err('the hashed name is not of the form |1|salt|hash');
  const [saltBytes, hashBytes] = [decode(salt), decode(hash)];
  if (saltBytes?.length !== 20 || hashBytes?.length !== 20)
    return err('salt and hash of a hashed name must be 20 bytes each, in base64');
  return ok({ kind: 'hashed', salt: saltBytes, hash: hashBytes });
}

function parseKey(type: string, encoded: string): Result<Buffer, string> {
  const key = decode(encoded);
  if (key === undefined) return err('the key is not base64');
  const actual = keyTypeOf(key);
  if (actual === undefined) return err('the key cannot be read');
  return actual === type ? ok(key) : err(`the line says ${type}, but the key is of type ${actual}`);
}

function decode(text: string | undefined): Buffer | undefined {
  if (text === undefined || text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text))
    return undefined;
  return Buffer.from(text, 'base64');
}
