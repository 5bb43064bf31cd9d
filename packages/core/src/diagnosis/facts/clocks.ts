import type { Evidence } from '../evidence.js';
import { itemsOf } from '../evidence.js';
import type { Scene, Sighting } from '../known-cause.js';

/** Steps take their time to be answered; what is wrong by less harms no certificate and no token. */
const TOLERATED_MS = 60_000;

/** What the clock of a host said; undefined when it said nothing. */
export function clockOf(evidence: Evidence, host: string): number | undefined {
  const item = itemsOf(evidence, 'clock').find((one) => one.host === host);
  return item !== undefined && /^\d+\s*$/.test(item.text) ? Number(item.text.trim()) : undefined;
}

/**
 * Hosts whose clock differs from what most say. Of fewer than three hosts the clock of this machine decides: of two that
 * differ, none is right by itself.
 */
export function wrongClocks({ evidence }: Scene): readonly Sighting[] {
  const clocks = evidence.hosts.flatMap(({ name }) => {
    const ms = clockOf(evidence, name);
    return ms === undefined ? [] : [{ name, offsetMs: ms - evidence.collectedAtMs }];
  });
  const sorted = clocks.map(({ offsetMs }) => offsetMs).sort((one, other) => one - other);
  const usual = sorted.length < 3 ? 0 : (sorted[Math.floor(sorted.length / 2)] ?? 0);
  return clocks
    .filter(({ offsetMs }) => Math.abs(offsetMs - usual) > TOLERATED_MS)
    .map(({ name, offsetMs }) => ({
      host: name,
      where: 'clock',
      line: `its clock is ${spanOf(offsetMs - usual)} ${offsetMs > usual ? 'ahead' : 'behind'}`,
    }));
}

function spanOf(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const units = ['h', 'm', 's'];
  return parts
    .flatMap((count, index) => (count === 0 ? [] : [`${String(count)}${units[index] ?? ''}`]))
    .join(' ');
}
