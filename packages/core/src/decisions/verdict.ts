import type { Tri } from '../foundation/tri.js';

/** One condition of a decision, with what was seen. Only `yes` permits; `unknown` never does. */
export interface Check {
  readonly id: CheckId;
  readonly holds: Tri;
  /** The numbers and names behind it, for people. */
  readonly evidence: string;
}

export type CheckId =
  | 'every-master-observed'
  | 'no-cluster-anywhere'
  | 'endpoint-reachable-from-every-master'
  | 'facts-newer-than-last-change'
  | 'api-through-endpoint'
  | 'api-on-serving-masters'
  | 'api-stable'
  | 'member-lists-agree'
  | 'every-member-started'
  | 'no-learner'
  | 'every-voter-healthy'
  | 'no-alarm'
  | 'no-other-change-in-flight'
  | 'quorum-after-change'
  | 'not-the-last-voter'
  | 'asked-through-another-member'
  | 'learner-answers'
  | 'host-reachable'
  | 'host-settled'
  | 'host-clean'
  | 'host-identity'
  | 'host-system'
  | 'host-in-no-cluster'
  | 'host-prepared'
  | 'host-versions'
  | 'host-clock'
  | 'host-address'
  | 'host-cpus'
  | 'host-memory'
  | 'host-swap'
  | 'host-kernel'
  | 'host-programs'
  | 'host-runtime'
  | 'host-ports-free'
  | 'endpoint-port-free'
  | 'peer-ports-open'
  | 'worker-paths-open'
  | 'token-valid'
  | 'token-signed'
  | 'certificate-key-valid'
  | 'uploaded-certificates-complete'
  | 'certificates-valid'
  | 'one-voter-per-master'
  | 'no-stray-member'
  | 'every-node-present'
  | 'control-plane-labelled'
  | 'every-node-ready'
  | 'every-kubelet-healthy'
  | 'cni-applied'
  | 'no-leftover-credential'
  | 'same-cluster';

/** Whether something may be done, and every condition that was looked at. */
export interface Verdict {
  /** For example `join master3 as control plane`. */
  readonly subject: string;
  readonly allowed: boolean;
  readonly checks: readonly Check[];
}

export function verdict(subject: string, checks: readonly Check[]): Verdict {
  return { subject, allowed: checks.every((check) => check.holds === 'yes'), checks };
}

export function check(id: CheckId, holds: Tri | boolean, evidence: string): Check {
  return { id, holds: typeof holds === 'boolean' ? (holds ? 'yes' : 'no') : holds, evidence };
}

/** The checks that stand in the way. */
export function refusals(of: Verdict): readonly Check[] {
  return of.checks.filter((one) => one.holds !== 'yes');
}

/** All of them: `no` wins over `unknown`, `unknown` over `yes`. */
export function allOf(values: readonly Tri[]): Tri {
  if (values.includes('no')) return 'no';
  return values.includes('unknown') ? 'unknown' : 'yes';
}
