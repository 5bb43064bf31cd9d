import fc from 'fast-check';
import { expect, it } from 'vitest';
import { microTime } from '../../src/lease/micro-time.js';

it('is the instant that JavaScript prints, with microseconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (ms) => {
      expect(microTime(ms)).toBe(new Date(ms).toISOString().replace('Z', '000Z'));
    }),
  );
});
