import type { ProtocolContext, Waiting } from './context.js';

/** For how long `key` has been waiting for this very reason; 0 when it just began. */
export function waitedFor(context: ProtocolContext, key: string): number {
  const waiting = context.waits[key];
  return waiting === undefined ? 0 : context.nowMs - waiting.sinceMs;
}

/** Remembers since when; another reason starts afresh, none clears it. */
export function noteWaiting(
  context: ProtocolContext,
  key: string,
  reason: string | undefined,
): ProtocolContext {
  const before = context.waits[key];
  if (reason === undefined) {
    if (before === undefined) return context;
    return {
      ...context,
      waits: Object.fromEntries(Object.entries(context.waits).filter(([one]) => one !== key)),
    };
  }
  if (before?.reason === reason) return context;
  const waiting: Waiting = { reason, sinceMs: context.nowMs };
  return { ...context, waits: { ...context.waits, [key]: waiting } };
}
