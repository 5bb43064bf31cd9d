import type { Micros } from '../../engine/scheduler.js';
import { MICROS_PER_MS, MICROS_PER_SECOND } from '../../engine/scheduler.js';

const UNIT_US: Readonly<Record<string, number>> = {
  h: 3600 * MICROS_PER_SECOND,
  m: 60 * MICROS_PER_SECOND,
  s: MICROS_PER_SECOND,
  ms: MICROS_PER_MS,
  us: 1,
};

/** Go's form of a duration: `24h0m0s`, `4m0s`, `40s`, `4.501s`, `501.9ms`. */
export function goDuration(us: Micros): string {
  if (us === 0) return '0s';
  if (us < MICROS_PER_SECOND) return `${String(us / MICROS_PER_MS)}ms`;
  const seconds = us / MICROS_PER_SECOND;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${String(Math.round((seconds % 60) * MICROS_PER_SECOND) / MICROS_PER_SECOND)}s`;
  if (hours > 0) return `${String(hours)}h${String(minutes)}m${rest}`;
  return minutes > 0 ? `${String(minutes)}m${rest}` : rest;
}

/** Reads a Go duration such as `24h0m0s`, `90m` or `0`; undefined when it is none. */
export function parseGoDuration(text: string): Micros | undefined {
  if (text === '0') return 0;
  if (!/^(\d+(\.\d+)?(h|ms|us|m|s))+$/.test(text)) return undefined;
  let total = 0;
  for (const part of text.matchAll(/(\d+(?:\.\d+)?)(h|ms|us|m|s)/g)) {
    total += Number(part[1]) * (UNIT_US[part[2] ?? ''] ?? 0);
  }
  return Math.round(total);
}
