import type { ClusterSpec, HostName } from '../spec/cluster-spec.js';

/** What a subject has been waiting for. */
export interface Waiting {
  readonly reason: string;
  readonly sinceMs: number;
}

export interface Patience {
  readonly waiting: Waiting | undefined;
  readonly nowMs: number;
}

/** For how long it has been waited for this very reason; 0 while it is another, or none. */
export function waitedMs({ waiting, nowMs }: Patience, reason: string): number {
  return waiting?.reason === reason ? nowMs - waiting.sinceMs : 0;
}

/** The time that a cluster has to settle is not over for this reason. */
export function isPatient(situation: Patience & { readonly spec: ClusterSpec }, reason: string): boolean {
  return waitedMs(situation, reason) < situation.spec.budgets.settleMs;
}

/** Longer than a kubelet takes from its start to its static pods and its Node, on a host that is slow. */
const KUBELET_PATIENCE_MS = 60_000;

/** What a kubelet does when it starts has been missing for long; it is restarted once per join, before anything is undone. */
export function kubeletMayBeRestarted(
  situation: Patience & { readonly spec: ClusterSpec; readonly kubeletRestarted: boolean },
  reason: string,
): boolean {
  const patienceMs = Math.min(KUBELET_PATIENCE_MS, situation.spec.budgets.settleMs / 2);
  return !situation.kubeletRestarted && waitedMs(situation, reason) >= patienceMs;
}

/** Nothing is done for now: it may come right by itself. The wait ends after `withinMs`. */
export interface WaitStep {
  readonly kind: 'wait';
  readonly reason: string;
  readonly withinMs: number;
  /** Whose trouble it is, where one host holds up others. */
  readonly on?: HostName;
  /** It is over when the apiserver of its host is ready, and not before. */
  readonly awaits?: 'apiserver';
}
