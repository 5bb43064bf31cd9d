import { describe, expect, it } from 'vitest';
import type { Examined } from './campaign.js';
import { inParallel } from './campaign.js';
import type { Recording } from './recording.js';
import { complaintsOf } from './verdict.js';

const recording: Recording = {
  version: '3.5.16',
  startUs: 0,
  block: '127.0.1',
  script: { voters: 1, steps: [] },
  steps: [],
};
const EXAMINED = {
  alike: { kind: 'alike', recording },
  'too-slow': { kind: 'too-slow', reason: 'the step came late' },
  'not-repeated': { kind: 'not-repeated', difference: { recording, simulated: [], step: 0 } },
  different: { kind: 'different', difference: { recording, simulated: [], step: 0 } },
} as const satisfies Record<Examined['kind'], Examined>;

function examined(counts: Partial<Record<Examined['kind'], number>>): readonly Examined[] {
  return Object.entries(counts).flatMap(([kind, count]) =>
    Array.from({ length: count }, () => EXAMINED[kind as Examined['kind']]),
  );
}

describe('a campaign', () => {
  it('passes when as many as are wanted are alike, however many were too slow', () => {
    expect(complaintsOf(examined({ alike: 200 }), 200)).toEqual([]);
    expect(complaintsOf(examined({ alike: 200, 'too-slow': 90, 'not-repeated': 4 }), 200)).toEqual([]);
  });

  it('fails when one is missing', () => {
    expect(complaintsOf(examined({ alike: 199, 'too-slow': 201 }), 200)).toEqual([
      'only 199 of 200 scripts were alike; 201 were too slow here',
    ]);
  });

  it('fails when more than one in fifty differed once, and lets one of few pass', () => {
    expect(complaintsOf(examined({ alike: 200, 'not-repeated': 5 }), 200)).toEqual([
      '5 scripts differed once and not again; 4 may',
    ]);
    expect(complaintsOf(examined({ alike: 12, 'not-repeated': 1 }), 12)).toEqual([]);
    expect(complaintsOf(examined({ alike: 12, 'not-repeated': 2 }), 12)).toHaveLength(1);
  });
});

describe('scripts that are examined side by side', () => {
  const work = async (kind: Examined['kind']) => EXAMINED[kind];
  const settled = ({ kind }: Examined): boolean => kind === 'alike' || kind === 'different';

  it('are replaced by further ones where they settle nothing', async () => {
    const items = ['alike', 'too-slow', 'not-repeated', 'alike', 'alike', 'alike'] as const;
    const results = await inParallel(items, 2, work, { wanted: 3, settled });
    expect(results.map(({ kind }) => kind)).toEqual(items.slice(0, 5));
  });

  it('are not replaced where they differ', async () => {
    const items = ['different', 'alike', 'alike'] as const;
    expect(await inParallel(items, 2, work, { wanted: 2, settled })).toHaveLength(2);
  });

  it('end when there are no more', async () => {
    const items = ['too-slow', 'too-slow', 'alike'] as const;
    expect(await inParallel(items, 5, work, { wanted: 3, settled })).toHaveLength(3);
  });
});
