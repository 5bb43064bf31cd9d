import { createHash } from 'node:crypto';

/** `SHA256:…` as `ssh-keygen -l` prints it. `key`: the public key as it goes over the wire. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type that a public key names in its first field (RFC 4253, 6.6), for example `ssh-ed25519`; undefined for no key at all. */
export function keyTypeOf(key: Buffer): string | undefined {
  if (key.length < 4) return undefined;
  const length = key.readUInt32BE(0);
  if (length === 0 || length > 64 || 4 + length >= key.length) return undefined;
  const type = key.toString('latin1', 4, 4 + length);
  return /^[\x21-\x7e]+$/.test(type) ? type : undefined;
}

/** `ssh-ed25519 SHA256:…`: for people. */
export function describeKey(key: Buffer): string {
  return `${keyTypeOf(key) ?? 'key of unknown type'} ${fingerprintOf(key)}`;
}

export function isCertificate(key: Buffer): boolean {
  return keyTypeOf(key)?.includes('-cert-v0') ?? false;
}
