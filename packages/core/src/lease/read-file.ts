import { excerpt } from '../commands/read/excerpt.js';
import type { StepOutcome } from '../steps/step-outcome.js';
import { generationPath, LEASE_DIRECTORY } from './file-steps.js';
import { readRecord } from './lease-record.js';
import type { PlaceLook } from './lease-view.js';

export interface FileLook {
  readonly look: PlaceLook;
  /** Paths below the directory that are not the lease, in ascending order: older generations, and claims. */
  readonly stale: readonly string[];
}

/** The number in a version of the file; 0: there is no generation yet. */
export function generationOf(version: string): number {
  return Number(version);
}

/** `grep -r . DIRECTORY`. */
export function readFileLook(outcome: StepOutcome | undefined): FileLook {
  if (outcome === undefined) return unseen('not asked');
  if (outcome.kind === 'unknown') return unseen(`no answer: ${outcome.cause}`);
  if (outcome.kind === 'succeeded') return readGenerations(outcome.stdout);
  const { cause, stderr } = outcome;
  if (cause.kind === 'unreachable') return unseen(excerpt(cause.detail));
  // grep: 1 is "no line", 2 is "trouble", which a file that vanished under its hands is as well.
  const nothing =
    cause.kind === 'exit' &&
    ((cause.code === 1 && stderr.trim() === '') ||
      stderr.trim() === `grep: ${LEASE_DIRECTORY}: No such file or directory`);
  if (nothing) return { look: { kind: 'free', version: '0' }, stale: [] };
  const said = excerpt(stderr);
  return unseen(said === '' ? `grep ended with ${cause.kind}` : said);
}

function readGenerations(stdout: string): FileLook {
  const records = new Map<number, string>();
  const claims: string[] = [];
  for (const line of stdout.split('\n')) {
    const [, path = '', name = '', text = ''] = LINE.exec(line) ?? [];
    if (/^\d+$/.test(name)) records.set(Number(name), text);
    else if (path !== '') claims.push(path);
  }
  const generations = [...records.keys()].sort((a, b) => a - b);
  const highest = generations.at(-1);
  const stale = [...claims.sort(), ...generations.slice(0, -1).map(generationPath)];
  if (highest === undefined) return { look: { kind: 'free', version: '0' }, stale };
  const record = readRecord(records.get(highest) ?? '');
  const version = String(highest);
  if (!record.known) return { look: { kind: 'held', version }, stale };
  const kind = record.value.released === true ? 'free' : 'held';
  return { look: { kind, version, record: record.value }, stale };
}

/** Path, name and text. */
const LINE = new RegExp(`^(${LEASE_DIRECTORY}/([^/:]+)):(.*)$`);

function unseen(why: string): FileLook {
  return { look: { kind: 'unseen', why }, stale: [] };
}
