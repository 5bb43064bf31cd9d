import { DEFAULT_START_MS } from '../../src/index.js';
import type { RecordedRun, Recording, Step } from './recording.js';

/** How a run differs from what is kept of it, in lines for people; none: it does not. */
export function differenceOf(kept: Recording | undefined, run: RecordedRun): readonly string[] {
  const now = run.recording;
  if (kept === undefined) return [`is new: ${summary(now)}`];
  if (kept.trace === now.trace && kept.events === now.events) return [];
  const lines = [`was ${summary(kept)}`, `now ${summary(now)}`];
  if (kept.trace === now.trace)
    return [...lines, `the world is the same; the protocol's events differ: ${kept.events} → ${now.events}`];
  return [...lines, ...firstDifference(kept.steps, run)];
}

function summary({ ends, tookMs, steps, trace }: Recording): string {
  return `${ends.join('; ')} after ${(tookMs / 1_000).toFixed(3)} s, ${String(steps.length)} records, trace ${trace}`;
}

function firstDifference(kept: readonly Step[], { recording, records }: RecordedRun): readonly string[] {
  const at = recording.steps.findIndex(
    ({ what, check }, index) => kept[index]?.what !== what || kept[index].check !== check,
  );
  if (at < 0)
    return [
      `ends after record ${String(recording.steps.length)}; then came ${nameOf(kept[recording.steps.length])}`,
    ];
  const record = records[at];
  const seconds = ((record?.atUs ?? 0) / 1_000_000 - DEFAULT_START_MS / 1_000).toFixed(6);
  const detail = record?.detail === undefined ? '' : ` ${JSON.stringify(record.detail)}`;
  const was = kept[at];
  const before =
    was?.what === recording.steps[at]?.what ? 'the same, at another time or with other details' : nameOf(was);
  return [
    `first difference: record ${String(at + 1)}, +${seconds} s`,
    `  now ${nameOf(recording.steps[at])}${detail}`,
    `  was ${before}`,
  ];
}

function nameOf(step: Step | undefined): string {
  return step?.what ?? 'nothing: it had ended';
}
