import { describe, expect, it } from 'vitest';
import type { ProtocolContext } from '../../src/protocol/context.js';
import { initialContext } from '../../src/protocol/context.js';
import { lookIntervalMs } from '../../src/protocol/look-interval.js';

const NOW_MS = 1_000_000;

function context({ tookMs, waitedMs }: { tookMs?: number; waitedMs?: number }): ProtocolContext {
  const fresh: ProtocolContext = { ...initialContext(undefined), nowMs: NOW_MS };
  return {
    ...fresh,
    ...(tookMs === undefined
      ? {}
      : {
          lastSettled: {
            run: {
              issued: {
                id: 'c1',
                concern: 'run',
                command: { kind: 'observe', hosts: ['m1'], aspects: [] },
                issuedAtMs: NOW_MS - tookMs,
              },
              report: { outcome: 'succeeded', facts: { kind: 'none' }, summary: '' },
              atMs: NOW_MS,
            },
          },
        }),
    ...(waitedMs === undefined
      ? {}
      : { waits: { verification: { reason: 'nodes', sinceMs: NOW_MS - waitedMs } } }),
  } as ProtocolContext;
}

describe('how long is waited before the next look', () => {
  it.each([
    ['nothing was looked at yet', {}, 2_600],
    ['a look is quick', { tookMs: 300 }, 2_600],
    ['hosts are slow: as long as the look took', { tookMs: 7_000 }, 7_000],
    ['hosts are very slow', { tookMs: 30_000 }, 10_000],
    ['a wait has just begun', { waitedMs: 20_000 }, 2_600],
    ['a wait lasts: a tenth of it', { waitedMs: 60_000 }, 6_000],
    ['a wait lasts for an hour', { waitedMs: 3_600_000 }, 10_000],
    ['both: the longer', { tookMs: 4_000, waitedMs: 60_000 }, 6_000],
  ])('%s', (_, given, ms) => {
    expect(lookIntervalMs(context(given), 'run')).toBe(ms);
  });

  it('is that of the concern that looked', () => {
    expect(lookIntervalMs(context({ tookMs: 7_000 }), 'control-plane')).toBe(2_600);
  });

  it('is not moved by what another command took', () => {
    const { lastSettled, ...rest } = context({ tookMs: 9_000 });
    const last = lastSettled.run;
    if (last === undefined) throw new Error('nothing was settled');
    const applied = { ...last, issued: { ...last.issued, command: { kind: 'apply-cni' } as const } };
    expect(lookIntervalMs({ ...rest, lastSettled: { run: applied } } as ProtocolContext, 'run')).toBe(2_600);
  });
});
