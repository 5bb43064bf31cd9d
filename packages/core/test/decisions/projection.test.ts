import { describe, expect, it } from 'vitest';
import { describeProjection, projectAddition, projectRemoval } from '../../src/decisions/quorum.js';

describe('a projection of the member list', () => {
  it('is said in numbers, and the window 1 → 2 by name', () => {
    expect(describeProjection(projectAddition(3, 3), ' with master4 counted as down')).toBe(
      '4 voters after the change, quorum 3, 3 healthy with master4 counted as down',
    );
    expect(describeProjection(projectAddition(1, 1), '')).toContain('1 healthy: the known window 1 → 2, ');
    expect(describeProjection(projectRemoval(3, 2, false), '')).toBe(
      '2 voters after the change, quorum 2, 2 healthy',
    );
  });
});
