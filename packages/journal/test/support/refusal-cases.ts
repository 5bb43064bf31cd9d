import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { JournalEntry } from '@quorate/core';
import type { JournalRefusalCode } from '../../src/index.js';
import { craft, header, lined } from './crafted-journal.js';
import { spec, wholeRun, writeAll } from './recorded-run.js';

const entries = await wholeRun();
const some = entries.slice(0, 12);
const [firstCommand] = entries.flatMap((entry) => (entry.kind === 'issued' ? [entry.id] : []));

/** An entry that was issued, as the protocol of another version would have: on another host. */
function issuedOnAnotherHost(entry: JournalEntry): JournalEntry {
  if (entry.kind !== 'issued' || !('host' in entry.command)) return entry;
  return { ...entry, command: { ...entry.command, host: 'master3' } as typeof entry.command };
}

/** Written while a look was under way, and then this event. */
function withEvent(event: unknown): readonly object[] {
  const before = entries.slice(0, 3);
  return [header, ...lined(before), { seq: before.length + 1, entry: { kind: 'event', event } }];
}

/** A file in the place of a journal that nothing goes on from, and what is said of it. */
export interface RefusalCase {
  readonly what: string;
  readonly make: (path: string) => void | Promise<void>;
  readonly of?: typeof spec;
  /** It is opened by somebody whom modes hold back. */
  readonly unprivileged?: true;
  readonly code: JournalRefusalCode;
  readonly tried: 'cannot read the journal' | 'cannot go on from the journal' | 'cannot open the journal';
  readonly line?: number;
  readonly seen: RegExp;
  readonly safeNext: RegExp;
}

const ANEW = /move (it|this file) away: a new run looks at the hosts first$/;
const cannotRead = { tried: 'cannot read the journal' } as const;
const cannotGoOn = { tried: 'cannot go on from the journal' } as const;
const damaged = { ...cannotRead, code: 'damaged', safeNext: /keep the file and look at it/ } as const;

/** Lines of a journal that is sound, changed. */
function changed(change: (lines: string[]) => void) {
  return async (path: string): Promise<void> => {
    await writeAll(path, some);
    const lines = readFileSync(path, 'utf8').split('\n');
    change(lines);
    writeFileSync(path, lines.join('\n'));
  };
}

export const REFUSAL_CASES: readonly RefusalCase[] = [
  {
    what: 'of a newer format',
    make: (path) => {
      craft(path, [{ format: 'quorate-journal', version: { major: 2, minor: 3 }, other: 'members' }]);
    },
    ...cannotRead,
    ...{
      code: 'newer-format',
      line: 1,
      seen: /^its format is 2\.3, and this program reads 1\.x$/,
      safeNext: ANEW,
    },
  },
  {
    what: 'of an older format',
    make: (path) => {
      craft(path, [{ ...header, version: { major: 0, minor: 9 } }, ...lined(some)]);
    },
    ...cannotRead,
    ...{
      code: 'older-format',
      line: 1,
      seen: /^its format is 0\.9, and this program reads 1\.x$/,
      safeNext: ANEW,
    },
  },
  ...(
    [
      [2, 'newer-format'],
      [0, 'older-format'],
    ] as const
  ).map(([version, code]): RefusalCase => ({
    what: `with entries of version ${version}`,
    make: (path) => {
      const [first, ...rest] = some.map((entry) => ({
        ...entry,
        ...(entry.kind === 'opened' ? { version } : {}),
      }));
      craft(path, [header, ...lined([first, ...rest] as JournalEntry[])]);
    },
    ...cannotGoOn,
    ...{ code, line: 2, seen: new RegExp(`^its entries are of version ${version}, not 1$`), safeNext: ANEW },
  })),
  {
    what: 'of another cluster',
    make: (path) => writeAll(path, some),
    of: { ...spec, name: 'staging' },
    ...cannotGoOn,
    ...{
      code: 'another-cluster',
      seen: new RegExp(`cluster ${spec.name}, not to staging$`),
      safeNext: /^name another file for staging$/,
    },
  },
  {
    what: 'of another specification',
    make: (path) => writeAll(path, some),
    of: { ...spec, kubernetesVersion: 'v1.25.0', credentials: { ...spec.credentials, keep: true } },
    ...cannotGoOn,
    ...{
      code: 'other-spec',
      seen: /different: kubernetesVersion, credentials\.keep; only hosts\[…\]\.ssh may differ$/,
      safeNext: /^end that run with the specification it began with/,
    },
  },
  {
    what: 'of another version of the protocol, which issued something else',
    make: (path) => {
      craft(path, [header, ...lined(entries.slice(0, 12).map(issuedOnAnotherHost))]);
    },
    ...cannotGoOn,
    ...{
      code: 'other-protocol',
      line: 6,
      seen: /would not have issued 'configure nginx on master3' there$/,
      safeNext: ANEW,
    },
  },
  ...[null, { type: 'command.settled', atMs: 1, commandId: firstCommand, report: 'fine' }].map(
    (event): RefusalCase => ({
      what: `of another version of the protocol, with an event that this one does not know: ${JSON.stringify(event)}`,
      make: (path) => {
        craft(path, withEvent(event));
      },
      ...cannotGoOn,
      ...{
        code: 'other-protocol',
        seen: /^this version of the protocol cannot take its events: ./,
        safeNext: ANEW,
      },
    }),
  ),
  {
    what: 'that is none',
    make: (path) => {
      writeFileSync(path, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff, 0x0a, 0x0a]));
    },
    ...cannotRead,
    ...{
      code: 'not-a-journal',
      line: 1,
      seen: /^it does not begin like a journal$/,
      safeNext: /^name another file; this one was left alone$/,
    },
  },
  {
    what: 'with a line missing',
    make: changed((lines) => lines.splice(4, 1)),
    ...damaged,
    ...{ line: 5, seen: /does not fit its checksum/ },
  },
  {
    what: 'with a line twice',
    make: changed((lines) => lines.splice(4, 0, lines[4] ?? '')),
    ...damaged,
    ...{ line: 6, seen: /does not fit its checksum/ },
  },
  {
    what: 'with two lines in the wrong order',
    make: changed((lines) => lines.splice(4, 2, lines[5] ?? '', lines[4] ?? '')),
    ...damaged,
    ...{ line: 5, seen: /does not fit its checksum/ },
  },
  {
    what: 'whose entries are numbered wrongly, though its checksums are right',
    make: (path) => {
      craft(path, [header, ...lined(some).slice(1)]);
    },
    ...damaged,
    ...{ line: 2, seen: /none that this program writes/ },
  },
  {
    what: 'in whose place there is a directory',
    make: (path) => {
      mkdirSync(path);
    },
    ...{
      tried: 'cannot open the journal',
      code: 'unreadable',
      seen: /\(EISDIR\)$/,
      safeNext: /name another file$/,
    },
  },
  {
    what: 'that this user may not read',
    make: (path) => {
      craft(path, [header, ...lined(some)]);
      chmodSync(path, 0);
    },
    unprivileged: true,
    ...{
      tried: 'cannot open the journal',
      code: 'unreadable',
      seen: /^permission denied \(EACCES\)$/,
      safeNext: /^give this user access/,
    },
  },
];
