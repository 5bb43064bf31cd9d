import type { Micros } from '../../engine/scheduler.js';
import { MICROS_PER_SECOND } from '../../engine/scheduler.js';

const UNITS: readonly (readonly [seconds: number, letter: string])[] = [
  [365 * 86_400, 'y'],
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
];

/** One unit, rounded down: `364d`, `23h`, `59m`, `12s`; `<invalid>` for what is over. */
export function shortDuration(us: Micros): string {
  const seconds = Math.floor(us / MICROS_PER_SECOND);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  for (const [size, letter] of UNITS)
    if (seconds >= size) return `${String(Math.floor(seconds / size))}${letter}`;
  return `${String(seconds)}s`;
}
