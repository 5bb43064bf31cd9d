import type { CommandFailure } from '../commands/report.js';
import { assertNever } from '../foundation/assert-never.js';
import type { Evidence } from './evidence.js';
import type { Clue, KnownCause, Scene, Sighting } from './known-cause.js';
import { KNOWN_CAUSES } from './known-causes.js';
import { sightLines } from './sight-lines.js';

/** A known cause that was found. Plain JSON, without secrets. */
export interface LikelyCause {
  readonly id: string;
  readonly title: string;
  readonly kind: 'cause' | 'consequence';
  /** At least one; those of the host that failed first. */
  readonly seen: readonly Sighting[];
  readonly why: string;
  /** What is safe next. */
  readonly next: readonly string[];
  readonly source: string;
}

export interface Diagnosis {
  /** The most likely one first; empty when nothing that is known was recognised. */
  readonly causes: readonly LikelyCause[];
  readonly evidence: Evidence;
  /** Why the look itself came to nothing. Then nothing was recognised because nothing was seen. */
  readonly lookFailed?: string;
}

/** Lines of one cause that are worth showing; the evidence has them all. */
const MOST_SIGHTINGS = 6;

/**
 * Holds evidence against the catalogue of known causes.
 *
 * Order: causes before consequences; then those that lead to failures of this class and were seen in its own message or on its
 * host; then the order of the catalogue, in which a cause stands before what follows from it.
 */
export function diagnose(evidence: Evidence, report?: { readonly failure?: CommandFailure }): Diagnosis {
  const failure = report?.failure;
  const scene: Scene = { evidence, ...(failure === undefined ? {} : { failure }) };
  const found = KNOWN_CAUSES.flatMap((cause, index) => {
    const seen = inOrder(
      cause.clues.flatMap((clue) => sight(clue, scene)),
      failure,
    );
    return seen.length === 0 ? [] : [{ cause, seen, rank: rankOf(cause, seen, failure) * 1_000 + index }];
  });
  found.sort((one, other) => one.rank - other.rank);
  return { causes: found.map(({ cause, seen }) => likely(cause, seen)), evidence };
}

function sight(clue: Clue, scene: Scene): readonly Sighting[] {
  switch (clue.kind) {
    case 'line':
      return sightLines(clue, scene);
    case 'fact':
      return clue.look(scene);
    default:
      return assertNever(clue);
  }
}

function rankOf(cause: KnownCause, seen: readonly Sighting[], failure: CommandFailure | undefined): number {
  if (cause.kind === 'consequence') return 8;
  if (failure === undefined) return 0;
  const fits = cause.leadsTo.includes(failure.class) ? 0 : 2;
  return fits + (seen.some(({ host }) => host === failure.host) ? 0 : 1);
}

function inOrder(seen: readonly Sighting[], failure: CommandFailure | undefined): readonly Sighting[] {
  const once = new Map(seen.map((one) => [`${one.host}\n${one.where}\n${one.line}`, one]));
  const all = [...once.values()];
  const own = all.filter(({ host }) => host === failure?.host);
  return [...own, ...all.filter((one) => !own.includes(one))].slice(0, MOST_SIGHTINGS);
}

function likely({ id, title, kind, why, next, source }: KnownCause, seen: readonly Sighting[]): LikelyCause {
  return { id, title, kind, seen, why, next, source };
}
