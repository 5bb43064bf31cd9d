import { err, ok, type Result } from '../foundation/result.js';

const unitMs = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

/** Ten years, the life of kubeadm's CA: nothing in a spec waits longer. */
const longestMs = 10 * 365 * 24 * unitMs.h;

/**
 * A positive duration as Go writes it (`24h`, `1h30m`, `90s`, `1.5h`, `500ms`), in milliseconds.
 * Finer than a millisecond is refused, and so is zero: for kubeadm a time to live of 0 means "never expires".
 */
export function parseDuration(text: string): Result<number, string> {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|h|m|s))+$/.test(text)) {
    return err(
      `"${text}" is not a duration: write a number with its unit, for example 24h, 15m, 1h30m or 90s`,
    );
  }
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|h|m|s)/g)) {
    total += Number(amount) * (unit === 'h' || unit === 'm' || unit === 's' ? unitMs[unit] : unitMs.ms);
  }
  // Decimal fractions are not exact in binary: 0.001s must still be one millisecond.
  const ms = Math.round(total);
  if (Math.abs(total - ms) > 1e-6) return err(`"${text}" is finer than a millisecond`);
  if (ms === 0) return err(`"${text}" is zero: it must be longer`);
  if (ms > longestMs) return err(`"${text}" is longer than ten years`);
  return ok(ms);
}

/** The shortest Go form with whole numbers: `2h`, `1h30m`, `1m30s`, `500ms`. */
export function formatDuration(ms: number): string {
  let rest = ms;
  let text = '';
  for (const [unit, size] of Object.entries(unitMs)) {
    const amount = Math.floor(rest / size);
    if (amount > 0) text += `${amount}${unit}`;
    rest -= amount * size;
  }
  return text === '' ? '0s' : text;
}
