import type { ClusterSpec, Result, RunSoFar } from '@quorate/core';
import { assertNever, err, ok, runSoFar } from '@quorate/core';
import type { FoundJournal } from './found-journal.js';
import type { JournalPlace } from './journal-file.js';
import type { JournalRefusal, JournalRefusalCode } from './journal-refusal.js';
import { journalRefusal } from './journal-refusal.js';
import type { JournalContents } from './read-journal.js';
import { specDifferences, specDigest } from './spec-digest.js';

export interface Assessment {
  readonly place: JournalPlace;
  readonly found: FoundJournal;
}

/** The version of the entries; the format of the file has one of its own. */
const ENTRY_VERSION = 1;

const ANEW = 'go on with what wrote it, or move this file away: a new run looks at the hosts first';

/** Whether a run of this specification may go on from what a journal holds. */
export function assess(
  path: string,
  spec: ClusterSpec,
  contents: JournalContents,
): Result<Assessment, JournalRefusal> {
  const refuse = (code: JournalRefusalCode, seen: string, safeNext: string, line?: number) =>
    err(
      journalRefusal(code, path, {
        tried: 'cannot go on from the journal',
        seen,
        safeNext,
        ...(line === undefined ? {} : { line }),
      }),
    );
  const { header, entries, torn } = contents;
  if (header.cluster !== spec.name)
    return refuse(
      'another-cluster',
      `it belongs to the cluster ${header.cluster}, not to ${spec.name}`,
      `name another file for ${spec.name}`,
    );
  const [opened] = entries;
  // A run that died before its first entry has done nothing.
  if (opened?.kind !== 'opened') {
    const sameSpec = header.spec === specDigest(spec);
    return ok({
      place: sameSpec ? { kind: 'resumed', contents } : { kind: 'over' },
      found: { state: 'fresh' },
    });
  }
  const version: number = opened.version;
  if (version !== ENTRY_VERSION)
    return refuse(
      version < ENTRY_VERSION ? 'older-format' : 'newer-format',
      `its entries are of version ${version}, not ${ENTRY_VERSION}`,
      ANEW,
      2,
    );
  const run = runIn(contents);
  switch (run.kind) {
    case 'unreplayable':
      return refuse(
        'other-protocol',
        `this version of the protocol cannot take its events: ${run.why}`,
        ANEW,
      );
    case 'ready':
    case 'blocked':
      return ok({ place: { kind: 'over' }, found: ended(run) });
    case 'foreign':
      return refuse(
        'other-protocol',
        `this version of the protocol would not have issued '${run.title}' there`,
        ANEW,
        run.entry + 1,
      );
    case 'interrupted': {
      const differ = specDifferences(opened.spec, spec);
      if (differ.length > 0)
        return refuse(
          'other-spec',
          `the interrupted run was of another specification; different: ${differ.join(', ')}; only hosts[…].ssh may differ`,
          'end that run with the specification it began with and change it then, or move this file away: a new run looks at the hosts first',
        );
      const { aborted, beganMs, lastMs, inFlight } = run;
      return ok({
        place: { kind: 'resumed', contents },
        found: { state: 'interrupted', aborted, beganMs, lastMs, inFlight, torn },
      });
    }
    default:
      return assertNever(run);
  }
}

function ended(run: Extract<RunSoFar, { readonly kind: 'ready' | 'blocked' }>): FoundJournal {
  const { beganMs, lastMs } = run;
  return run.kind === 'ready'
    ? { state: 'ended', how: 'ready', beganMs, lastMs }
    : { state: 'ended', how: 'blocked', reason: run.reason, beganMs, lastMs };
}

/** Events that this version's machine cannot even take are another version's too. */
function runIn({
  entries,
}: JournalContents): RunSoFar | { readonly kind: 'unreplayable'; readonly why: string } {
  try {
    return runSoFar(entries);
  } catch (error) {
    return { kind: 'unreplayable', why: error instanceof Error ? error.message : String(error) };
  }
}
