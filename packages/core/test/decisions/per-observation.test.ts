import { describe, expect, it } from 'vitest';
import { perObservation } from '../../src/decisions/per-observation.js';
import { specOf } from '../protocol/spec-of.js';
import { fitObservation } from './fit-cluster.js';

describe('what an observation comes to', () => {
  const spec = specOf(1, 1);
  const larger = specOf(3, 1);
  const one = fitObservation(spec);
  const other = fitObservation(spec, 5);

  it('is derived once while spec and observation stay the same, and anew when either changes', () => {
    const derived: string[] = [];
    const label = perObservation(({ hosts }, { hosts: seen }) => {
      derived.push(`${hosts.length} hosts at ${seen['master1']?.atMs ?? 0}`);
      return derived.at(-1);
    });
    const first = label(spec, one);
    expect(label(spec, one)).toBe(first);
    expect(derived).toHaveLength(1);
    expect(label(larger, one)).not.toBe(first);
    expect(label(spec, other)).not.toBe(first);
    expect(label(spec, one)).toBe(first);
    expect(derived).toHaveLength(4);
  });
});
