import { assertNever } from '@quorate/core';
import type { HostKeyPolicy } from '../ssh-target.js';
import { addKnownHost } from './add-known-host.js';
import { fingerprintOf, isCertificate, keyTypeOf } from './host-key.js';
import type { HostKeyRefusal, HostKeyVerdict } from './host-key-verdict.js';
import { entryNames } from './known-hosts-line.js';
import { oneAtATime } from './one-at-a-time.js';
import { readKnownHosts } from './read-known-hosts.js';
import type { ShownKey } from './refusal.js';
import {
  refuseCertificate,
  refuseChanged,
  refuseChangedMeanwhile,
  refuseRevoked,
  refuseUnknown,
} from './refusal.js';
import type { ServerAddress } from './server-name.js';
import { knownHostsName } from './server-name.js';

/**
 * Judges the key that a server showed, as OpenSSH's client would. `key` is the public key as it went over the wire.
 *
 * A key that is revoked or differs from what is known is refused under `accept-new` too. A key of another type counts as
 * different: {@link hostKeyAlgorithms} makes an honest server show the type that is known. Rejects only when a key that was
 * accepted cannot be written down.
 *
 * `ofThisRun` holds keys that were accepted for one run, by the server's name in known_hosts; give the same one each time.
 */
export async function checkHostKey(
  policy: HostKeyPolicy,
  server: ServerAddress,
  key: Buffer,
  ofThisRun: Map<string, Buffer> = new Map<string, Buffer>(),
): Promise<HostKeyVerdict> {
  switch (policy.kind) {
    case 'off':
      return { kind: 'unchecked', fingerprint: fingerprintOf(key) };
    case 'strict':
      return judge(await lookUp(policy, server, key));
    case 'accept-new': {
      const file = policy.addTo;
      if (file === undefined) return acceptForThisRun(ofThisRun, await lookUp(policy, server, key));
      return oneAtATime(file, async () => acceptNew(file, await lookUp(policy, server, key)));
    }
    default:
      return assertNever(policy);
  }
}

async function lookUp(
  policy: Exclude<HostKeyPolicy, { kind: 'off' }>,
  server: ServerAddress,
  key: Buffer,
): Promise<ShownKey> {
  const known = await readKnownHosts(policy.knownHosts);
  const alias = policy.alias === undefined ? {} : { alias: policy.alias };
  return { server, key, files: policy.knownHosts, known, ...alias };
}

async function acceptNew(file: string, shown: ShownKey): Promise<HostKeyVerdict> {
  const verdict = judge(shown);
  if (!isNew(verdict, shown)) return verdict;
  await addKnownHost(file, knownHostsName(shown.server, shown.alias), shown.key);
  return { kind: 'accepted-new', fingerprint: verdict.fingerprint, addedTo: file };
}

function acceptForThisRun(ofThisRun: Map<string, Buffer>, shown: ShownKey): HostKeyVerdict {
  const verdict = judge(shown);
  if (!isNew(verdict, shown)) return verdict;
  const name = knownHostsName(shown.server, shown.alias);
  const before = ofThisRun.get(name);
  if (before !== undefined)
    return before.equals(shown.key) ? { kind: 'known' } : refuseChangedMeanwhile(shown, before);
  ofThisRun.set(name, shown.key);
  return { kind: 'accepted-new', fingerprint: verdict.fingerprint };
}

function isNew(verdict: HostKeyVerdict, { known, key }: ShownKey): verdict is HostKeyRefusal {
  // A file that cannot be read may hold another key: then nothing says that this one is new.
  const isCertain = known.unreadable.length === 0 && keyTypeOf(key) !== undefined;
  return isCertain && verdict.kind === 'refused' && verdict.reason === 'unknown';
}

function judge(shown: ShownKey): HostKeyVerdict {
  const { server, alias, key, known } = shown;
  const name = knownHostsName(server, alias);
  // As OpenSSH does: a key under the bare name is good for every port of that host, and never counts against it.
  const bare = alias === undefined ? knownHostsName({ ...server, port: 22 }) : name;
  const named = known.entries.filter(({ names }) => entryNames(names, name));
  const candidates = known.entries.filter(({ names }) => entryNames(names, name) || entryNames(names, bare));
  const revoked = candidates.find((entry) => entry.marker === 'revoked' && entry.key.equals(key));
  if (revoked !== undefined) return refuseRevoked(shown, revoked);
  if (isCertificate(key)) return refuseCertificate(shown, undefined);
  if (candidates.some((entry) => entry.marker === 'none' && entry.key.equals(key))) return { kind: 'known' };
  const others = named.filter((entry) => entry.marker === 'none');
  if (others.length > 0) return refuseChanged(shown, others);
  const authority = named.find((entry) => entry.marker === 'cert-authority');
  return authority === undefined ? refuseUnknown(shown) : refuseCertificate(shown, authority);
}
