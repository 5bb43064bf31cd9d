import type { BlockReason } from '../decisions/block-reason.js';
import { hostStanding } from '../decisions/host-standing.js';
import { check } from '../decisions/verdict.js';
import type { HostSpec } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';

/** A wait for one host found no end: what was waited for, for how long, and what the host shows instead. */
export function notSettling(
  { observation }: ProtocolContext,
  host: HostSpec,
  reason: string,
  waitedMs: number,
): BlockReason {
  const { seen, lookAt } = hostStanding(observation, host);
  return {
    code: 'not-settling',
    summary: `${reason} (for ${Math.round(waitedMs / 1000)} s)`,
    evidence: [check('host-settled', 'no', seen)],
    remedies: [`look at ${host.name}: ${lookAt.join(', ')}; the run goes on by itself`],
  };
}
