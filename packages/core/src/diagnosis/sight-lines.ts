import type { Evidence, EvidenceItem, EvidenceSource } from './evidence.js';
import { unitState } from './facts/machines.js';
import type { LineClue, Scene, Sighting } from './known-cause.js';

/** The last line of each text that a clue is in: a log repeats itself. */
export function sightLines(clue: LineClue, { evidence, failure }: Scene): readonly Sighting[] {
  const sightings: Sighting[] = [];
  if (failure !== undefined && clue.in.includes('failure')) {
    const line = lastMatch(clue, failure.seen);
    if (line !== undefined) sightings.push({ host: failure.host, where: failure.tried, line });
  }
  for (const item of evidence.items) {
    if (!clue.in.includes(item.source)) continue;
    if (clue.fatal === true && servesNow(evidence, item)) continue;
    const line = lastMatch(clue, item.text);
    if (line !== undefined) sightings.push({ host: item.host, where: placeOf(item), line });
  }
  return sightings;
}

/** Where a person finds it: the file that keeps it beside the journal. */
export function placeOf({ source, subject }: EvidenceItem): string {
  return subject === undefined ? source : `${source} ${subject}`;
}

function lastMatch({ pattern, within, unlessLater }: LineClue, text: string): string | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const recent = within === undefined ? lines : lines.slice(-within);
  const at = recent.findLastIndex((line) => pattern.test(line));
  if (at < 0) return undefined;
  const over = unlessLater !== undefined && recent.slice(at + 1).some((line) => unlessLater.test(line));
  return over ? undefined : (recent[at] ?? '').trim();
}

/** A question that only the program which wrote the log can have answered. */
const ANSWERED_BY: Readonly<Partial<Record<EvidenceSource, EvidenceSource>>> = {
  'etcd-log': 'etcd-status',
  'apiserver-log': 'api-ready',
  'containerd-journal': 'containers',
};

function servesNow(evidence: Evidence, { host, source }: EvidenceItem): boolean {
  if (source === 'kubelet-journal')
    return unitState(evidence, host, 'kubelet')?.startsWith('active (running)') === true;
  const question = ANSWERED_BY[source];
  return evidence.items.some(
    (item) => item.host === host && item.source === question && item.outcome.kind === 'answered',
  );
}
