import { assertNever } from '@quorate/core';
import type { Chapter, Story } from '@quorate/sim-driver';
import { quorumSummary } from './cluster-summary.js';
import { counted } from './counted.js';
import { lastLook } from './last-look.js';
import { evidenceOf } from './narrator.js';
import type { Paint } from './style.js';
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

/** The state of the cluster as its own tools show it, and how the story ended. */
export function storyEnd(story: Story, last: Chapter, totals: StoryTotals, paint: Paint): readonly string[] {
  const look = lastLook(story.simulation, last.spec);
  const quorum = look.voters === undefined ? 'etcd does not tell its members' : quorumSummary(look.voters);
  const work = `${counted(totals.changes, 'change')} in ${span(totals.tookMs)} of virtual time`;
  const replay = paint('dim', `seed ${totals.seed}, trace ${totals.trace}`);
  return ['', ...look.lines, '', ...verdictLines(last, paint), `${work}; ${quorum}; ${replay}`];
}

function verdictLines({ result }: Chapter, paint: Paint): readonly string[] {
  switch (result.status) {
    case 'ready':
      return [paint('green', 'ready')];
    case 'blocked': {
      const { code, summary, remedies } = result.reason;
      return [
        paint('yellow', `blocked (${code}): ${summary}`),
        ...evidenceOf(result.reason).map((line) => `  ${line}`),
        ...remedies.map((remedy) => `  safe next: ${remedy}`),
      ];
    }
    case 'aborted':
      return [paint('yellow', `aborted; in flight: ${result.inFlight.join(', ') || 'nothing'}`)];
    default:
      return assertNever(result);
  }
}
