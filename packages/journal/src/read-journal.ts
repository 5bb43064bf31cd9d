import type { JournalEntry, Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import type { JournalHeader } from './journal-header.js';
import { FORMAT_VERSION, parseHeader } from './journal-header.js';
import { verifiedLine } from './journal-line.js';
import type { JournalRefusal, JournalRefusalCode } from './journal-refusal.js';
import { journalRefusal } from './journal-refusal.js';

export interface JournalContents {
  readonly header: JournalHeader;
  readonly entries: readonly JournalEntry[];
  /** Where the whole lines end, in bytes. What follows was never acted upon. */
  readonly wholeBytes: number;
  /** The last line was not written to its end. */
  readonly torn: boolean;
  /** Of the last whole line. */
  readonly checksum: string;
}

const LINE_FEED = 0x0a;
const KEEP = 'keep the file and look at it; move it away to begin anew: a new run looks at the hosts first';

/** Verifies every line of a journal. `path` is for the messages. */
export function readJournal(path: string, bytes: Uint8Array): Result<JournalContents, JournalRefusal> {
  const refuse = (code: JournalRefusalCode, line: number, seen: string, safeNext = KEEP) =>
    err(journalRefusal(code, path, { tried: 'cannot read the journal', line, seen, safeNext }));
  let start = bytes.indexOf(LINE_FEED) + 1;
  const first = verifiedLine('', bytes.subarray(0, Math.max(0, start - 1)));
  const header = parseHeader(first?.document);
  if (first === undefined || header === undefined)
    return looksLikeHeader(bytes)
      ? refuse('damaged', 1, 'the header does not fit its checksum')
      : refuse(
          'not-a-journal',
          1,
          'it does not begin like a journal',
          'name another file; this one was left alone',
        );
  const { major, minor } = header.version;
  if (major !== FORMAT_VERSION.major) {
    const seen = `its format is ${major}.${minor}, and this program reads ${FORMAT_VERSION.major}.x`;
    return refuse(
      major > FORMAT_VERSION.major ? 'newer-format' : 'older-format',
      1,
      seen,
      'go on with the version that wrote it, or move it away: a new run looks at the hosts first',
    );
  }
  const entries: JournalEntry[] = [];
  let { checksum } = first;
  for (;;) {
    const end = bytes.indexOf(LINE_FEED, start);
    if (end < 0) break;
    const number = entries.length + 2;
    const line = verifiedLine(checksum, bytes.subarray(start, end));
    if (line === undefined) return refuse('damaged', number, 'the line does not fit its checksum');
    const entry = entryOf(line.document, entries.length + 1);
    if (entry === undefined) return refuse('damaged', number, 'the line is none that this program writes');
    entries.push(entry);
    checksum = line.checksum;
    start = end + 1;
  }
  const torn = start < bytes.length;
  // A line that is whole but for its end was written whole: a torn one has nothing in that place.
  if (torn && verifiedLine(checksum, bytes.subarray(start, bytes.length - 1)) !== undefined)
    return refuse('damaged', entries.length + 2, 'something else stands where the line feed was');
  return ok({ header, entries, wholeBytes: start, torn, checksum });
}

/** Whether it once began as a journal does, a few bytes aside. */
function looksLikeHeader(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  return text.slice(18).startsWith('"format":"quorate-journal"') || /^[0-9a-f]{16} \{"format":/.test(text);
}

function entryOf(document: unknown, seq: number): JournalEntry | undefined {
  const line = document as { readonly seq?: unknown; readonly entry?: JournalEntry | null } | null;
  const entry = line?.entry;
  if (line?.seq !== seq || entry === undefined || entry === null) return undefined;
  const opens: boolean = entry.kind === 'opened';
  const known: boolean = opens || entry.kind === 'event' || entry.kind === 'issued';
  return known && opens === (seq === 1) ? entry : undefined;
}
