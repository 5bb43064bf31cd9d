import { quantile } from './samples.js';

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** How many samples the value is made of. */
  readonly n: number;
  readonly p90?: number;
  /** What the samples ended in, where they can end differently. */
  readonly ends?: Readonly<Record<string, number>>;
}

export function row(name: string, value: number, unit: string, n: number): Row {
  return { name, value: rounded(value), unit, n };
}

/** Median and 90 % of times in ascending order. */
export function medianRow(name: string, tookMs: readonly number[]): Row {
  const median = row(name, quantile(tookMs, 0.5), 'ms (median)', tookMs.length);
  return { ...median, p90: rounded(quantile(tookMs, 0.9)) };
}

export function lineOf({ name, value, unit, n, p90 }: Row): string {
  const samples = `n=${n}${p90 === undefined ? '' : `, p90 ${p90}`}`;
  return `${name.padEnd(62)} ${String(value).padStart(12)} ${unit.padEnd(24)} ${samples}`;
}

function rounded(value: number): number {
  return Number(value.toFixed(value >= 100 ? 0 : 2));
}
