import type { BlockReason, Command, CommandFailure } from '@quorate/core';
import type { Finding, Invariant } from './invariant.js';

export const refusalExplained: Invariant = {
  id: 'refusal-explained',
  title: 'every refusal says why, with evidence and with what a person can do',
  formula:
    'every blocked run: summary, evidence ≥ 1 check of which ≥ 1 does not hold and all have text, remedies ≥ 1; every wait: a reason and 0 < ms ≤ 24 h; every command that did not succeed: class, host or command, what was tried and what was seen',
  watchRun: () => ({
    onEvent: (event) => {
      if (event.type === 'run.blocked') return problemOfBlock(event.reason);
      if (event.type === 'run.ended')
        return event.result.status === 'blocked' ? problemOfBlock(event.result.reason) : undefined;
      if (event.type === 'command.issued') return problemOfWait(event.command);
      return event.type === 'command.settled' && event.report.outcome !== 'succeeded'
        ? problemOfFailure(event.title, event.report.failure)
        : undefined;
    },
  }),
};

const DAY_MS = 24 * 3_600_000;

function problemOfWait(command: Command): Finding {
  if (command.kind !== 'wait') return undefined;
  if (command.reason.trim() === '') return 'a wait has no reason';
  return command.ms > 0 && command.ms <= DAY_MS ? undefined : `a wait of ${command.ms} ms`;
}

function problemOfBlock({ code, summary, evidence, remedies }: BlockReason): Finding {
  if (summary.trim() === '') return `${code}: no summary`;
  if (evidence.length === 0) return `${code}: no evidence`;
  if (evidence.every(({ holds }) => holds === 'yes')) return `${code}: every check of its evidence holds`;
  const bare = evidence.find((one) => one.evidence.trim() === '');
  if (bare !== undefined) return `${code}: check ${bare.id} has no evidence`;
  if (remedies.length === 0) return `${code}: no remedy`;
  return remedies.some((remedy) => remedy.trim() === '') ? `${code}: an empty remedy` : undefined;
}

function problemOfFailure(title: string, failure: CommandFailure | undefined): Finding {
  if (failure === undefined) return `${title}: it did not succeed, and no failure is told`;
  if (failure.tried.trim() === '') return `${title}: ${failure.class}, without what was tried`;
  return failure.seen.trim() === '' ? `${title}: ${failure.class}, without what was seen` : undefined;
}
