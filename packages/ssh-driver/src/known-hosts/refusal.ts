import { describeKey, fingerprintOf, keyTypeOf } from './host-key.js';
import type { HostKeyRefusal } from './host-key-verdict.js';
import type { KnownHostsEntry } from './known-hosts-line.js';
import type { KnownHosts } from './read-known-hosts.js';
import type { ServerAddress } from './server-name.js';
import { knownHostsName } from './server-name.js';

/** What a refusal is about. */
export interface ShownKey {
  readonly server: ServerAddress;
  readonly alias?: string;
  readonly key: Buffer;
  /** The files that were asked, in order. */
  readonly files: readonly string[];
  readonly known: KnownHosts;
}

export function refuseUnknown(shown: ShownKey): HostKeyRefusal {
  const { server, files } = shown;
  const where = files.length === 0 ? 'no known_hosts file was given' : `asked: ${files.join(', ')}`;
  return refusal('unknown', shown, [
    `The host key of ${server.address} port ${server.port} is not known (${where}).`,
    `Shown: ${describeKey(shown.key)}.`,
    `Compare that with what the machine itself says, on its console: ${consoleCommand(shown.key)}`,
    `If they are the same, add it: ${scanCommand(shown)}`,
  ]);
}

export function refuseChanged(shown: ShownKey, others: readonly KnownHostsEntry[]): HostKeyRefusal {
  const { server } = shown;
  const files = [...new Set(others.map((entry) => entry.file))];
  return refusal('changed', shown, [
    `The host key of ${server.address} port ${server.port} is not the one that is known.`,
    `Shown: ${describeKey(shown.key)}.`,
    ...others.map((entry) => `Known: ${describeKey(entry.key)} (${place(entry)}).`),
    'Either the machine was installed anew, or somebody else answers in its place. Nothing was sent to it.',
    `Compare with what the machine itself says, on its console: ${consoleCommand(shown.key)}`,
    `If it was installed anew, forget the old key: ${files.map((file) => removeCommand(shown, file)).join(' && ')}`,
    `and add the new one: ${scanCommand(shown)}`,
  ]);
}

/** `before`: the key that was accepted when this run saw the server for the first time. */
export function refuseChangedMeanwhile(shown: ShownKey, before: Buffer): HostKeyRefusal {
  const { server } = shown;
  return refusal('changed', shown, [
    `The host key of ${server.address} port ${server.port} is not the one that it had when this run began.`,
    `Shown: ${describeKey(shown.key)}.`,
    `Accepted before: ${describeKey(before)} (for this run only: no known_hosts file is named to add it to).`,
    'Either the machine was installed anew, or somebody else answers in its place. Nothing was sent to it.',
    `Compare with what the machine itself says, on its console: ${consoleCommand(shown.key)}`,
    'If it was installed anew, run again.',
  ]);
}

export function refuseRevoked(shown: ShownKey, revoked: KnownHostsEntry): HostKeyRefusal {
  return refusal('revoked', shown, [
    `The host key of ${shown.server.address} port ${shown.server.port} is marked as revoked (${place(revoked)}).`,
    `Shown and revoked: ${describeKey(shown.key)}.`,
    'Whoever marked it says that it must not be trusted. Give the machine a new key (ssh-keygen -A, after removing the old one),',
    `or remove the mark if it is wrong: ${place(revoked)}`,
  ]);
}

export function refuseCertificate(shown: ShownKey, authority: KnownHostsEntry | undefined): HostKeyRefusal {
  const why =
    authority === undefined
      ? 'The server shows a certificate.'
      : `The server is trusted through a certificate authority (${place(authority)}).`;
  return refusal('certificate-authority', shown, [
    `The host key of ${shown.server.address} port ${shown.server.port} cannot be checked. ${why} Certificates are not supported.`,
    `Shown: ${describeKey(shown.key)}.`,
    `Compare with what the machine itself says, on its console: ${consoleCommand(shown.key)}`,
    `If they are the same, add the plain key beside the authority: ${scanCommand(shown)}`,
  ]);
}

function refusal(
  reason: HostKeyRefusal['reason'],
  shown: ShownKey,
  lines: readonly string[],
): HostKeyRefusal {
  const { badLines, unreadable } = shown.known;
  const notes = [
    ...unreadable.map((file) => `Could not be read: ${file}.`),
    ...badLines.map((line) => `Skipped, because it could not be understood: ${line}.`),
  ];
  return {
    kind: 'refused',
    reason,
    fingerprint: fingerprintOf(shown.key),
    detail: [...lines, ...notes].join('\n'),
  };
}

function place({ file, line }: KnownHostsEntry): string {
  return `${file}:${line}`;
}

/** `ed25519` of `ssh-ed25519`: what ssh-keyscan and the files under /etc/ssh call it. */
function shortType(key: Buffer): string {
  const type = keyTypeOf(key) ?? '';
  return /ed25519|ecdsa|rsa/.exec(type)?.[0] ?? 'ed25519';
}

function consoleCommand(key: Buffer): string {
  return `ssh-keygen -lf /etc/ssh/ssh_host_${shortType(key)}_key.pub`;
}

function removeCommand({ server, alias }: ShownKey, file: string): string {
  return `ssh-keygen -R ${quoted(knownHostsName(server, alias))} -f ${quoted(file)}`;
}

function scanCommand({ server, alias, key, files }: ShownKey): string {
  const port = server.port === 22 ? '' : ` -p ${server.port}`;
  const scan = `ssh-keyscan -t ${shortType(key)}${port} ${quoted(server.address)}`;
  // An alias is not what ssh-keyscan writes: its first word is replaced.
  const rename = alias === undefined ? '' : ` | sed ${quoted(`s/^[^ ]*/${knownHostsName(server, alias)}/`)}`;
  return `${scan}${rename} >> ${quoted(files[0] ?? '~/.ssh/known_hosts')}`;
}

function quoted(word: string): string {
  return /^[\w.:@%+=/~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
