import { itemsOf } from '../evidence.js';
import type { Scene, Sighting } from '../known-cause.js';
import { placeOf } from '../sight-lines.js';

/** A healthy member says now and then that something took too long; one on a slow disk says little else. */
const TOO_OFTEN = 10;

/** Members that were added and never ran, and learners: rows of `etcdctl member list`. */
export function memberRows(pattern: RegExp): (scene: Scene) => readonly Sighting[] {
  return ({ evidence }) => {
    const rows = itemsOf(evidence, 'etcd-members').flatMap(({ host, text }) =>
      text
        .split('\n')
        .filter((line) => pattern.test(line))
        .map((line) => ({ host, where: 'etcdctl member list', line: line.trim() })),
    );
    return [...new Map(rows.map((row) => [row.line, row])).values()];
  };
}

/** Logs in which requests take too long again and again. */
export function slowRequests({ evidence }: Scene): readonly Sighting[] {
  return itemsOf(evidence, 'etcd-log').flatMap((item) => {
    const lines = item.text
      .split('\n')
      .filter((line) =>
        /(apply request took too long|range request .* took too long|slow fdatasync)/.test(line),
      );
    const last = lines.at(-1);
    return last === undefined || lines.length < TOO_OFTEN
      ? []
      : [
          {
            host: item.host,
            where: `${placeOf(item)} (${String(lines.length)} such lines)`,
            line: last.trim(),
          },
        ];
  });
}
