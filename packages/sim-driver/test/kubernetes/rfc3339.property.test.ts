import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { formatRfc3339, parseRfc3339 } from '../../src/kubernetes/rfc3339.js';

/** Years 1970 to 9999. */
const secondsSinceEpoch = fc.integer({ min: 0, max: 253_402_300_799 });

test.prop({ at: secondsSinceEpoch })('formats every second as JavaScript does', ({ at }) => {
  expect(formatRfc3339(at * 1e6)).toBe(new Date(at * 1_000).toISOString().replace('.000Z', 'Z'));
});

test.prop({ at: secondsSinceEpoch })('reads back what it wrote', ({ at }) => {
  expect(parseRfc3339(formatRfc3339(at * 1e6))).toBe(at * 1e6);
});
