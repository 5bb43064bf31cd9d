import type { Patience, Waiting } from '../decisions/patience.js';
import { waitedMs } from '../decisions/patience.js';
import type { HostName } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';

export function patienceOf(context: ProtocolContext, key: string): Patience {
  return { waiting: context.waits[key], nowMs: context.nowMs };
}

/** For how long `key` has been waiting for this very reason; 0 when it just began, or waits for something else. */
export function waitedFor(context: ProtocolContext, key: string, reason: string): number {
  return waitedMs(patienceOf(context, key), reason);
}

/** What a plan for a host waits for, beside what the host itself does. */
export function planKey(host: HostName): string {
  return `plan/${host}`;
}

/** For how long `key` has been waiting, whose reason is always the same. */
export function waited(
  context: ProtocolContext,
  key: 'endpoint' | 'endpoint-lost' | 'init' | 'verification',
): number {
  const waiting = context.waits[key];
  return waiting === undefined ? 0 : context.nowMs - waiting.sinceMs;
}

/** Remembers since when; another reason starts afresh, none clears it. */
export function noteWaiting(
  context: ProtocolContext,
  key: string,
  reason: string | undefined,
): ProtocolContext {
  const waits = waitsWith(context.waits, context.nowMs, key, reason);
  return waits === context.waits ? context : { ...context, waits };
}

/** The same for the waits alone. */
export function waitsWith(
  waits: ProtocolContext['waits'],
  nowMs: number,
  key: string,
  reason: string | undefined,
): ProtocolContext['waits'] {
  const before = waits[key];
  if (reason === undefined) {
    if (before === undefined) return waits;
    const { [key]: _over, ...others } = waits;
    return others;
  }
  if (before?.reason === reason) return waits;
  const waiting: Waiting = { reason, sinceMs: nowMs };
  return { ...waits, [key]: waiting };
}

/** The same waits, as if each had just begun: patience is spent by looking, not by the time for which nobody looked. */
export function waitsFromNow({ waits, nowMs }: ProtocolContext): ProtocolContext['waits'] {
  return Object.fromEntries(
    Object.entries(waits).map(([key, { reason }]) => [key, { reason, sinceMs: nowMs }]),
  );
}
