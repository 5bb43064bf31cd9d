import type { HostKeyPolicy } from '../ssh-target.js';
import { keyTypeOf } from './host-key.js';
import { entryNames } from './known-hosts-line.js';
import { readKnownHosts } from './read-known-hosts.js';
import type { ServerAddress } from './server-name.js';
import { knownHostsName } from './server-name.js';

/** In the order of OpenSSH's defaults. Signatures over SHA-1 (`ssh-rsa`) are not among them, as in OpenSSH since 8.8. */
const SUPPORTED = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

/**
 * The host key algorithms to offer, all of them, those of known keys first: a server has keys of several types, and shows
 * the first that the client offers. Undefined when nothing is known and any order will do. An RSA key (`ssh-rsa`) means the
 * algorithms rsa-sha2-512 and rsa-sha2-256, which sign with it.
 */
export async function hostKeyAlgorithms(
  policy: HostKeyPolicy,
  server: ServerAddress,
): Promise<readonly string[] | undefined> {
  if (policy.kind === 'off') return undefined;
  const { entries } = await readKnownHosts(policy.knownHosts);
  const plain = entries.filter(({ marker }) => marker === 'none');
  const typesUnder = (name: string) =>
    plain.filter(({ names }) => entryNames(names, name)).map(({ key }) => keyTypeOf(key));
  const named = typesUnder(knownHostsName(server, policy.alias));
  // The key under the bare name is good for other ports too, but what stands under `[host]:port` comes first.
  const bare = policy.alias === undefined ? typesUnder(knownHostsName({ ...server, port: 22 })) : [];
  const types = new Set(named.length > 0 ? named : bare);
  const isKnown = (algorithm: string) => types.has(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  if (!SUPPORTED.some(isKnown)) return undefined;
  return [...SUPPORTED.filter(isKnown), ...SUPPORTED.filter((algorithm) => !isKnown(algorithm))];
}
