import type { ClusterSpec } from '@quorate/core';
import { runChecked } from '@quorate/sim-driver/check';
import type { SearchOptions } from './options.js';
import { indices, spaceOf } from './space.js';
import type { Tally } from './tally.js';
import { count, emptyTally } from './tally.js';

/** One of several equal parts of a search. */
export interface Part {
  readonly spec: ClusterSpec;
  readonly options: SearchOptions;
  /** From 0, below `parts`. */
  readonly part: number;
  readonly parts: number;
}

export interface PartResult {
  readonly space: { readonly size: number; readonly steps: number; readonly faults: number };
  readonly tally: Tally;
  /** User and system time of the process in seconds, from the first run to the last. */
  readonly cpuSeconds: number;
}

export type FromPart =
  | { readonly kind: 'progress'; readonly ran: number; readonly failed: number }
  | { readonly kind: 'done'; readonly result: PartResult };

const PROGRESS_EVERY = 100;

/** Every `parts`-th run, so that dear and cheap ones are shared out alike. */
export async function runPart(
  { spec, options, part, parts }: Part,
  tell: (message: FromPart) => void,
): Promise<PartResult> {
  const space = await spaceOf(spec, options);
  const tally = emptyTally();
  const started = process.cpuUsage();
  let turn = 0;
  for (const index of indices(space.size, options)) {
    turn += 1;
    if (turn % parts !== part) continue;
    count(tally, index, await runChecked(space.at(index)));
    if (tally.ran % PROGRESS_EVERY === 0)
      tell({ kind: 'progress', ran: tally.ran, failed: tally.failures.length });
  }
  const { user, system } = process.cpuUsage(started);
  const { size, steps, faults } = space;
  return { space: { size, steps, faults }, tally, cpuSeconds: (user + system) / 1_000_000 };
}
