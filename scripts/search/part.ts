import { setImmediate } from 'node:timers/promises';
import type { ClusterSpec } from '@quorate/core';
import { runChecked } from '@quorate/sim-driver/check';
import { MasterLosses } from './master-loss.js';
import type { SearchOptions } from './options.js';
import { indices, spaceOf } from './space.js';
import type { FailedRun, Tally } from './tally.js';
import { count, emptyTally } from './tally.js';

/** One of several equal parts of a search. */
export interface Part {
  readonly spec: ClusterSpec;
  readonly options: SearchOptions;
  /** From 0, below `parts`. */
  readonly part: number;
  readonly parts: number;
  /** From the last run to the first. */
  readonly backwards: boolean;
}

export interface PartResult {
  readonly space: { readonly size: number; readonly steps: number; readonly faults: number };
  readonly tally: Tally;
  /** Of the trace of each run, by its index. */
  readonly hashes: ReadonlyMap<number, string>;
  /** User and system time of the process in seconds, from the first run to the last. */
  readonly cpuSeconds: number;
}

/** What a part tells while it runs. */
export type News = Extract<FromPart, { kind: 'progress' | 'failed' }>;

export type FromPart =
  | { readonly kind: 'begun'; readonly index: number }
  | { readonly kind: 'progress'; readonly ran: number; readonly failed: number }
  | { readonly kind: 'failed'; readonly failure: FailedRun }
  | { readonly kind: 'done'; readonly result: PartResult };

const PROGRESS_EVERY = 100;

/** Every `parts`-th run, so that dear and cheap ones are shared out alike. */
export async function runPart(
  { spec, options, part, parts, backwards }: Part,
  tell: (message: FromPart) => void,
): Promise<PartResult> {
  const space = await spaceOf(spec, options);
  const own = [...indices(space.size, options)].filter((_, turn) => turn % parts === part);
  const tally = emptyTally();
  const hashes = new Map<number, string>();
  const losses = new MasterLosses(spec);
  const started = process.cpuUsage();
  for (const index of backwards ? own.toReversed() : own) {
    tell({ kind: 'begun', index });
    const run = await runChecked(space.at(index), losses.ofRun(index));
    tally.masterLossesAsked = losses.asked;
    const failure = count(tally, index, run);
    if (failure !== undefined) tell({ kind: 'failed', failure });
    hashes.set(index, run.hash);
    if (tally.ran % PROGRESS_EVERY === 0) {
      tell({ kind: 'progress', ran: tally.ran, failed: tally.failures.length });
      // Virtual time never waits: without a turn of the event loop this process would not hear that its parent has ended.
      await setImmediate();
    }
  }
  const { user, system } = process.cpuUsage(started);
  const { size, steps, faults } = space;
  return { space: { size, steps, faults }, tally, hashes, cpuSeconds: (user + system) / 1_000_000 };
}
