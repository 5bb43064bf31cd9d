import { expect, it } from 'vitest';
import { humanDuration } from '../../src/programs/kubectl/human-duration.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

it.each([
  [-5, '<invalid>'],
  [3, '3s'],
  [63, '63s'],
  [106, '106s'],
  [2 * MINUTE, '2m'],
  [2 * MINUTE + 35, '2m35s'],
  [10 * MINUTE + 1, '10m'],
  [22 * MINUTE, '22m'],
  [3 * HOUR, '3h'],
  [3 * HOUR + 5 * MINUTE, '3h5m'],
  [34 * HOUR, '34h'],
  [5 * DAY, '5d'],
  [5 * DAY + 3 * HOUR, '5d3h'],
  [364 * DAY, '364d'],
  [3 * 365 * DAY + 4 * DAY, '3y4d'],
  [9 * 365 * DAY, '9y'],
])('%i seconds are %s', (seconds, text) => {
  expect(humanDuration(seconds * 1e6)).toBe(text);
});
