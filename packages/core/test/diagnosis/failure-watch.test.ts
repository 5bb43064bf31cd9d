import { describe, expect, it } from 'vitest';
import type { Clock, DiagnosedFailure, Driver, FailureWatchOptions } from '../../src/index.js';
import { FailureWatch } from '../../src/index.js';
import { specOf } from '../protocol/spec-of.js';

const spec = specOf(1, 0);

const blocked = {
  type: 'run.blocked',
  atMs: 1_767_225_600_000,
  reason: { code: 'host-unreachable', summary: 'master1 is away', evidence: [], remedies: [] },
} as const;

const silent: Driver = {
  run: () => Promise.resolve({ kind: 'succeeded', stdout: '', stderr: '', tookMs: 1 }),
};

/** Time passes on it for nobody: only a signal ends a wait. */
const standing: Clock = {
  nowMs: () => 0,
  wait: (_ms, { signal }) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        resolve();
      });
    }),
};

/** One look after another: the watch looks once for each block. */
async function settledAfter(
  looks: number,
  options: Omit<FailureWatchOptions, 'spec'>,
): Promise<readonly DiagnosedFailure[]> {
  const watch = new FailureWatch({ spec, ...options });
  for (let look = 0; look < looks; look += 1) watch.onEvent(blocked);
  return watch.settled(standing);
}

describe('a failure watch', () => {
  it('says that a look has failed, closes what it used, and does not wait for it for ever', async () => {
    let closed = 0;
    const brokenClock: Clock = {
      ...standing,
      nowMs: () => {
        throw new Error('no clock');
      },
    };
    const diagnosed = await settledAfter(2, {
      beside: () => ({
        driver: silent,
        clock: brokenClock,
        close: () => {
          closed += 1;
        },
      }),
    });
    expect(diagnosed.map(({ diagnosis }) => diagnosis)).toEqual([
      expect.objectContaining({ causes: [], lookFailed: 'no clock' }),
      expect.objectContaining({ causes: [], lookFailed: 'no clock' }),
    ]);
    expect(diagnosed[0]?.diagnosis.evidence).toMatchObject({ collectedAtMs: blocked.atMs, items: [] });
    expect(closed).toBe(2);
  });

  it('says so too when there is nothing to look with', async () => {
    const [diagnosed] = await settledAfter(1, {
      beside: () => {
        throw new Error('all connections are closed');
      },
    });
    expect(diagnosed?.diagnosis.lookFailed).toBe('all connections are closed');
  });

  it('hands over every diagnosis, although who listens throws', async () => {
    const told: number[] = [];
    const diagnosed = await settledAfter(2, {
      beside: () => ({ driver: silent, clock: standing, close: () => undefined }),
      onDiagnosis: ({ number }) => {
        told.push(number);
        throw new Error('no paper');
      },
    });
    expect(told).toEqual([1, 2]);
    expect(diagnosed.map(({ number }) => number)).toEqual([1, 2]);
    expect(diagnosed.every(({ diagnosis }) => diagnosis.lookFailed === undefined)).toBe(true);
  });
});
