import type { BlockReason, RunResult } from '@quorate/core';
import type { StepEvent } from '@quorate/sim-driver';
import { evidenceOf } from './narrator.js';
import { sinceStart } from './virtual-time.js';

/** A step of a walk, in a line. */
export function stepLine(event: StepEvent, startMs: number): string {
  return `${sinceStart(event.atMs - startMs).padStart(9)}  ${whatOf(event)}`;
}

function whatOf(event: StepEvent): string {
  switch (event.type) {
    case 'command.issued':
      return `→ ${event.title}`;
    case 'command.settled': {
      const { outcome, failure } = event.report;
      if (outcome === 'succeeded') return `✓ ${event.title}`;
      const sign = outcome === 'failed' ? '✗' : '?';
      return `${sign} ${event.title}${failure === undefined ? '' : ` (${failure.class})`}`;
    }
    case 'run.blocked':
      return `■ blocked (${event.reason.code}): ${event.reason.summary}`;
    case 'run.unblocked':
      return '▶ the reason is gone: goes on';
    case 'run.ended':
      return `the run ends: ${event.result.status}, ${event.result.changes} changes`;
  }
}

/** Why a step was taken, or how it is known what it came to. */
export function whyLines(event: StepEvent): readonly string[] {
  switch (event.type) {
    case 'command.issued':
      return (
        event.permit?.checks.map((one) => `permitted: ${one.id}: ${one.evidence}`) ?? [
          'nothing stands against it: it is due, and changes no membership',
        ]
      );
    case 'command.settled': {
      const { failure, outcome } = event.report;
      if (failure === undefined) return [`it ended: ${outcome}`];
      return [
        `tried on ${failure.host}: ${failure.tried}`,
        ...failure.seen.split('\n').map((line) => `seen: ${line}`),
      ];
    }
    case 'run.blocked':
      return reasonLines(event.reason);
    case 'run.unblocked':
      return ['what blocked it was looked at again, and is gone'];
    case 'run.ended':
      return whyEnded(event.result);
  }
}

function whyEnded(result: RunResult): readonly string[] {
  switch (result.status) {
    case 'ready':
      return result.verdict.checks.map((one) => `holds: ${one.id}: ${one.evidence}`);
    case 'blocked':
      return reasonLines(result.reason);
    case 'aborted':
      return [`in flight: ${result.inFlight.join(', ') || 'nothing'}`];
  }
}

function reasonLines(reason: BlockReason): readonly string[] {
  return [...evidenceOf(reason), ...reason.remedies.map((one) => `safe next: ${one}`)];
}
