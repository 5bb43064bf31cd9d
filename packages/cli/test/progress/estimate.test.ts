import { describe, expect, test } from 'vitest';
import { Estimate } from '../../src/progress/estimate.js';

const foreseen = [
  { title: 'initialise', expectedMs: 20_000, waitsMs: 0 },
  { title: 'join master2', expectedMs: 20_000, waitsMs: 5000 },
  { title: 'join master3', expectedMs: 20_000, waitsMs: 5000 },
];

describe('Estimate', () => {
  test('begins with what the plan foresees', () => {
    expect(new Estimate(foreseen).leftMs(0)).toBe(70_000);
  });

  test('counts down what is under way, and not below nothing when it takes longer', () => {
    const estimate = new Estimate(foreseen);
    estimate.begun('initialise', 1000);
    expect(estimate.leftMs(11_000)).toBe(60_000);
    expect(estimate.leftMs(500_000)).toBe(50_000);
  });

  test('expects slow hosts to stay slow', () => {
    const estimate = new Estimate(foreseen);
    estimate.begun('initialise', 0);
    estimate.ended('initialise', 70_000);
    expect(estimate.leftMs(70_000)).toBe(2 * (20_000 * 3 + 5000));
    estimate.begun('join master2', 75_000);
    expect(estimate.expectedMs('join master2')).toBe(60_000);
  });

  test('does not take a short change, slow as it was, for the measure of long ones', () => {
    const estimate = new Estimate([{ title: 'configure nginx', expectedMs: 2, waitsMs: 0 }, ...foreseen]);
    estimate.begun('configure nginx', 0);
    estimate.ended('configure nginx', 800);
    expect(estimate.leftMs(800)).toBeLessThan(85_000);
    expect(estimate.leftMs(800)).toBeGreaterThan(70_000);
  });

  test('does not know while something goes on that was not foreseen', () => {
    const estimate = new Estimate(foreseen);
    estimate.begun('reset master2', 0);
    expect(estimate.leftMs(0)).toBeUndefined();
    estimate.ended('reset master2', 9000);
    expect(estimate.leftMs(9000)).toBe(70_000);
  });
});
