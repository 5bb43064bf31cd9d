import { describe, expect, it } from 'vitest';
import { projectAddition, projectRemoval, quorumOf, toleranceOf } from '../../src/index.js';

describe('quorum', () => {
  it('is a strict majority of the voters, 1 to 7', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(quorumOf)).toEqual([1, 2, 2, 3, 3, 4, 4]);
    expect([1, 2, 3, 4, 5, 6, 7].map((voters) => toleranceOf(voters, voters))).toEqual([0, 0, 1, 1, 2, 2, 3]);
  });

  // Every member count and every number of failures: the projection must agree with counting the survivors one by one.
  for (let voters = 1; voters <= 7; voters += 1) {
    for (let down = 0; down <= voters; down += 1) {
      const healthy = voters - down;
      it(`adding to ${voters} voters, ${down} down: permitted exactly when the worst case keeps quorum, or 1 → 2`, () => {
        const after = Array.from({ length: voters + 1 }, (_, index) => index < healthy);
        const survivors = after.filter(Boolean).length;
        const majority = survivors * 2 > after.length;
        const projection = projectAddition(voters, healthy);
        expect(projection.holds).toBe(majority || (voters === 1 && healthy === 1));
        expect(projection.window).toBe(voters === 1 && healthy === 1);
      });

      for (const removedIsHealthy of [true, false]) {
        if ((removedIsHealthy && healthy === 0) || (!removedIsHealthy && down === 0)) continue;
        const who = removedIsHealthy ? 'healthy' : 'dead';
        it(`removing a ${who} one of ${voters} voters, ${down} down: permitted exactly when the rest keeps quorum`, () => {
          const rest = voters - 1;
          const survivors = removedIsHealthy ? healthy - 1 : healthy;
          const projection = projectRemoval(voters, healthy, removedIsHealthy);
          expect(projection.holds).toBe(rest > 0 && survivors * 2 > rest);
        });
      }
    }
  }
});
