import { afterAll, describe, expect, it } from 'vitest';
import {
  endKey,
  faultForms,
  faultText,
  isFailure,
  runChecked,
  singles,
  stepBoundaries,
} from '../../src/check/index.js';
import { tutorialSpec } from '../support/specs.js';

const base = { spec: tutorialSpec(), seed: 1, late: {} };
const CHUNKS = 8;
/** Prime, and no divisor of the number of steps: with it the placements go round all of them. */
const STRIDE = 7;

/**
 * Every kind of fault, at the hosts of each standing, at two steps of the bootstrap half a bootstrap apart; and at every step some
 * fault. All of them at all steps: `npm run search -- singles`.
 */
async function placements() {
  const steps = await stepBoundaries(base);
  const forms = faultForms(base.spec, 'every-role');
  const half = Math.floor(steps.length / 2);
  const chosen = forms.flatMap((form, index) =>
    [0, half].flatMap((offset) => {
      const step = (index * STRIDE + offset) % steps.length;
      return singles([form], steps.slice(step, step + 1), index + step).map((fault) => ({ fault, step }));
    }),
  );
  return { steps, forms, chosen };
}

const ends = new Map<string, number>();

afterAll(() => {
  const counts = [...ends].sort(([, a], [, b]) => b - a).map(([end, times]) => `${String(times)} ${end}`);
  process.stdout.write(`single faults: ${counts.join(', ')}\n`);
});

describe('one fault, wherever it strikes', () => {
  it('is placed at every step, and every kind of it twice', async () => {
    const { steps, forms, chosen } = await placements();
    expect(new Set(chosen.map(({ step }) => step)).size).toBe(steps.length);
    expect(chosen).toHaveLength(2 * forms.length);
  });

  it.each(Array.from({ length: CHUNKS }, (_, chunk) => chunk))(
    'breaks no invariant, and ends ready or blocked for a true reason (part %i)',
    async (chunk) => {
      const { chosen } = await placements();
      for (const { fault } of chosen.filter((_, index) => index % CHUNKS === chunk)) {
        const { end, missed } = await runChecked({ ...base, faults: [fault] });
        ends.set(endKey(end), (ends.get(endKey(end)) ?? 0) + 1);
        expect(missed, faultText(fault)).toEqual([]);
        expect(isFailure(end), `${faultText(fault)}: ${endKey(end)}`).toBe(false);
      }
    },
  );
});
