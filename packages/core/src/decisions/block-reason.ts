import type { Check } from './verdict.js';

export type BlockCode =
  | 'may-hold-a-cluster'
  | 'two-clusters'
  | 'another-cluster'
  | 'host-of-another-cluster'
  | 'host-unfit'
  | 'host-unprepared'
  | 'peers-not-reachable'
  | 'host-unreachable'
  | 'load-balancer-not-configured'
  | 'endpoint-not-reachable'
  | 'init-interrupted'
  | 'init-failed'
  | 'api-not-answering'
  | 'quorum-lost'
  | 'data-lost'
  | 'voter-unhealthy'
  | 'join-refused'
  | 'join-budget-spent'
  | 'member-not-removable'
  | 'member-not-listed'
  | 'host-not-observable'
  | 'credentials-not-minted'
  | 'token-not-signed'
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'cni-not-applied'
  | 'credential-left'
  | 'worker-budget-spent'
  | 'not-settling';

/** Why the run stands still, with the evidence and what a person can do. It goes on by itself when the reason is gone. */
export interface BlockReason {
  readonly code: BlockCode;
  readonly summary: string;
  readonly evidence: readonly Check[];
  /** What is safe to do next, most useful first. */
  readonly remedies: readonly string[];
}
