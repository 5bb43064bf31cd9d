import { itemsOf } from '../evidence.js';
import { placeOf } from '../sight-lines.js';
import type { Scene, Sighting } from '../known-cause.js';

/** Of a file system with less than this left, in KiB, nothing can be written that matters. */
const TOO_LITTLE_KIB = 50 * 1_024;

/** Rows of `df -P -k` with next to nothing available. File systems of the kernel are not shown for these paths. */
export function fullFileSystems({ evidence }: Scene): readonly Sighting[] {
  return itemsOf(evidence, 'disk-space').flatMap((item) => {
    const rows = item.text.split('\n').filter((line) => {
      const [, available] = /^\S+\s+\d+\s+\d+\s+(\d+)\s+\d+%\s+\//.exec(line) ?? [];
      return available !== undefined && Number(available) < TOO_LITTLE_KIB;
    });
    return [...new Set(rows)].map((line) => ({ host: item.host, where: placeOf(item), line }));
  });
}
