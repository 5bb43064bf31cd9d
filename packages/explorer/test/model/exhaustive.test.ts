import { describe, expect, it } from 'vitest';
import type { BootstrapBounds, Exploration } from '../../src/index.js';
import {
  bootstrapModel,
  bootstrapProperties,
  eventuallyReady,
  explore,
  learnerMarks,
} from '../../src/index.js';

function explored(bounds: BootstrapBounds): Exploration {
  const properties = [
    ...bootstrapProperties(),
    ...(bounds.faults === 0 ? [eventuallyReady] : []),
    ...(bounds.learners === true ? learnerMarks : []),
  ];
  return explore(bootstrapModel(bounds), { properties });
}

function broken({ properties }: Exploration): readonly string[] {
  return properties.flatMap(({ kind, name, verdict }) =>
    kind !== 'sometimes' && verdict !== 'holds' ? [name] : [],
  );
}

function unreached({ properties }: Exploration): readonly string[] {
  return properties.flatMap(({ kind, name, verdict }) =>
    kind === 'sometimes' && verdict !== 'holds' ? [name] : [],
  );
}

/** Counts prove that the search is deterministic, and change only with the protocol or the model. */
const GOLDEN = [
  [{ masters: 1, faults: 0 }, 11, 10, 10],
  [{ masters: 1, faults: 1 }, 121, 203, 17],
  [{ masters: 1, faults: 2 }, 546, 1245, 21],
  [{ masters: 2, faults: 0 }, 21, 21, 20],
  [{ masters: 2, faults: 1 }, 385, 656, 34],
  [{ masters: 2, faults: 2 }, 2971, 7241, 38],
  [{ masters: 3, faults: 0 }, 31, 33, 30],
  [{ masters: 3, faults: 0, learners: true }, 33, 35, 32],
  [{ masters: 3, faults: 1 }, 715, 1213, 44],
  [{ masters: 3, faults: 1, learners: true }, 804, 1353, 46],
  [{ masters: 3, faults: 2 }, 7870, 18835, 51],
  [{ masters: 3, faults: 2, learners: true }, 9238, 21992, 53],
  [{ masters: 3, faults: 3 }, 52452, 165400, 56],
  [{ masters: 3, faults: 3, learners: true }, 64379, 201924, 58],
  [{ masters: 3, faults: 4 }, 236590, 922154, 59],
  [{ masters: 4, faults: 2 }, 13983, 33086, 68],
  [{ masters: 5, faults: 2 }, 20403, 48220, 78],
  [{ masters: 4, faults: 1 }, 1064, 1816, 54],
  [{ masters: 5, faults: 0 }, 51, 60, 50],
  [{ masters: 5, faults: 1 }, 1413, 2439, 64],
  [{ masters: 5, faults: 1, learners: true }, 1574, 2699, 68],
] as const satisfies readonly (readonly [BootstrapBounds, number, number, number])[];

describe('the membership protocol, exhaustively', () => {
  for (const [bounds, states, transitions, depth] of GOLDEN) {
    it(`keeps every promise with ${JSON.stringify(bounds)}`, () => {
      const result = explored(bounds);
      expect(result).toMatchObject({ states, transitions, depth, ended: 'exhausted' });
      expect(broken(result)).toEqual([]);
    });
  }

  it('reaches every danger that it avoids: three masters, three faults, learners too', () => {
    const missed = [false, true].map((learners) => unreached(explored({ masters: 3, faults: 3, learners })));
    expect(missed).toEqual([[], []]);
  });

  it('with two faults misses one only: no repair is begun beside any kubeadm', () => {
    const beside = ['a repair is begun beside a kubeadm that is out of sight or out of its budget'];
    const missed = [false, true].map((learners) => unreached(explored({ masters: 3, faults: 2, learners })));
    expect(missed).toEqual([beside, beside]);
  });

  it('is the same search each time', () => {
    const bounds = { masters: 3, faults: 2 };
    expect(explored(bounds)).toEqual(explored(bounds));
  });

  for (const bounds of [
    { masters: 0, faults: 0 },
    { masters: 6, faults: 0 },
    { masters: 3, faults: 8 },
    { masters: 3, faults: 1.5 },
    { masters: 3, faults: 1, joinAttempts: 0 },
  ]) {
    it(`refuses ${JSON.stringify(bounds)}, which a state cannot hold`, () => {
      expect(() => bootstrapModel(bounds)).toThrow(RangeError);
    });
  }
});
