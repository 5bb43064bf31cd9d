import type { Concern, ProtocolContext } from './context.js';

const SHORTEST_MS = 2_600;
const LONGEST_MS = 10_000;
/** What has been waited for is noticed after at most this share more. */
const SHARE_OF_WAIT = 0.1;

/**
 * How long to wait before a concern looks again, in milliseconds. Hosts that come up have the processors for themselves for at
 * least as long as the last look took, and who waits for minutes asks less often.
 */
export function lookIntervalMs(context: ProtocolContext, concern: Concern): number {
  return bounded(Math.max(lastLookTookMs(context, concern), SHARE_OF_WAIT * longestWaitMs(context)));
}

/** The same before the API alone is asked, which costs hosts next to nothing. */
export function probeIntervalMs(context: ProtocolContext): number {
  return bounded(SHARE_OF_WAIT * longestWaitMs(context));
}

function bounded(ms: number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, Math.ceil(ms)));
}

function lastLookTookMs({ lastSettled }: ProtocolContext, concern: Concern): number {
  const last = lastSettled[concern];
  return last?.issued.command.kind === 'observe' ? last.atMs - last.issued.issuedAtMs : 0;
}

function longestWaitMs({ waits, nowMs }: ProtocolContext): number {
  return Object.values(waits).reduce((longest, { sinceMs }) => Math.max(longest, nowMs - sinceMs), 0);
}
