import type { ClusterSpec } from '../spec/cluster-spec.js';

/** What this run holds of the credentials that a join needs. The secret halves are in the executor's vault. */
export interface HeldCredentials {
  readonly token: HeldToken | null;
  readonly certificateKey: { readonly expiresAtMs: number } | null;
}

export interface HeldToken {
  readonly id: string;
  readonly caCertHash: string;
  readonly expiresAtMs: number;
}

export type Validity = 'none' | 'valid' | 'short' | 'expired';

/** Whether what is left outlasts a join that starts now and takes its whole budget. */
export function validityOf(expiresAtMs: number | undefined, nowMs: number, spec: ClusterSpec): Validity {
  if (expiresAtMs === undefined) return 'none';
  const leftMs = expiresAtMs - nowMs;
  if (leftMs <= 0) return 'expired';
  return leftMs > spec.budgets.joinTimeoutMs ? 'valid' : 'short';
}

export function tokenValidity(held: HeldCredentials, nowMs: number, spec: ClusterSpec): Validity {
  return validityOf(held.token?.expiresAtMs, nowMs, spec);
}

export function certificateKeyValidity(held: HeldCredentials, nowMs: number, spec: ClusterSpec): Validity {
  return validityOf(held.certificateKey?.expiresAtMs, nowMs, spec);
}

/** `2h 0m left`, for evidence. */
export function describeLeft(expiresAtMs: number | undefined, nowMs: number): string {
  if (expiresAtMs === undefined) return 'none held';
  const leftMs = expiresAtMs - nowMs;
  return leftMs <= 0 ? `expired ${span(-leftMs)} ago` : `${span(leftMs)} left`;
}

export function span(ms: number): string {
  const totalSeconds = Math.round(ms / 1000);
  const days = Math.floor(totalSeconds / 86_400);
  const hours = Math.floor((totalSeconds % 86_400) / 3600);
  const minutes = Math.floor((totalSeconds % 3600) / 60);
  if (days > 0) return `${days}d ${hours}h`;
  if (hours > 0) return `${hours}h ${minutes}m`;
  return minutes > 0 ? `${minutes}m ${totalSeconds % 60}s` : `${totalSeconds}s`;
}
