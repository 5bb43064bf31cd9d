import { assertNever } from '@quorate/core';
import type { Chapter, Story } from '@quorate/sim-driver';
import { lookAt } from '@quorate/sim-driver';
import { etcdSummary } from './cluster-look.js';
import { counted } from './counted.js';
import type { StyledLine } from './styled-line.js';
import { blockedLines } from './styled-line.js';
import { span } from './virtual-time.js';

export interface StoryTotals {
  readonly changes: number;
  readonly tookMs: number;
  readonly seed: number;
  /** Of everything that happened in the simulated world: equal hashes, equal runs. */
  readonly trace: string;
}

export function totalsOf({ chapters, simulation }: Story, seed: number): StoryTotals {
  const sum = (pick: (chapter: Chapter) => number): number =>
    chapters.reduce((total, one) => total + pick(one), 0);
  return {
    changes: sum(({ result }) => result.changes),
    tookMs: sum(({ result }) => result.tookMs),
    seed,
    trace: simulation.world.trace.hash,
  };
}

/** How the story ended, and in one line what it came to. */
export function storyEnd(story: Story, last: Chapter, totals: StoryTotals): readonly StyledLine[] {
  const work = `${counted(totals.changes, 'change')} in ${span(totals.tookMs)} of virtual time`;
  const replay = `seed ${totals.seed}, trace ${totals.trace}`;
  return [...verdictLines(last), { text: `${work}; ${etcdSummary(lookAt(story.simulation))}; ${replay}` }];
}

function verdictLines({ result }: Chapter): readonly StyledLine[] {
  switch (result.status) {
    case 'ready':
      return [{ text: 'ready', style: 'green' }];
    case 'blocked':
      return blockedLines(result.reason);
    case 'aborted':
      return [{ text: `aborted; in flight: ${result.inFlight.join(', ') || 'nothing'}`, style: 'yellow' }];
    default:
      return assertNever(result);
  }
}
