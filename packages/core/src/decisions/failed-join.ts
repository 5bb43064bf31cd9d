import type { CommandReport, FailureClass } from '../commands/report.js';

/** The last join of a host, or the last init, that did not succeed. Forgotten when one does. */
export interface FailedJoin {
  readonly reason: FailureClass;
  /** In a row, for this very reason. */
  readonly times: number;
  readonly atMs: number;
  /** kubeadm ended in its preflight, and nothing had to be undone since: the host is as it was. */
  readonly refused: boolean;
}

/** What comes before another attempt: short for a cause that passes at once, bounded for one that a person has to end. */
const PAUSES_MS = [10_000, 30_000] as const;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Preflight and discovery, which is a part of it, end before kubeadm writes anything (kubeadm: join phase `preflight`).
 * Whether nothing was written all the same is seen on the host: what is there is reset, and the attempt counts.
 */
const REFUSALS: ReadonlySet<FailureClass> = new Set(['preflight', 'token-unusable', 'ca-hash-mismatch']);

export function failedJoin(
  before: FailedJoin | undefined,
  report: CommandReport,
  atMs: number,
): FailedJoin | undefined {
  if (report.outcome === 'succeeded') return undefined;
  const reason = report.failure?.class ?? 'other';
  const times = before?.reason === reason ? before.times + 1 : 1;
  return { reason, times, atMs, refused: report.outcome === 'failed' && REFUSALS.has(reason) };
}

/** How long it is still paused before the next attempt, in milliseconds; 0 when it may begin. */
export function pauseLeftMs(failed: FailedJoin | undefined, nowMs: number): number {
  if (failed === undefined) return 0;
  const pauseMs = PAUSES_MS[failed.times - 1] ?? LONGEST_PAUSE_MS;
  return Math.max(0, failed.atMs + pauseMs - nowMs);
}

/** What is safe to do about the causes that a person can end. */
const REMEDIES: Readonly<Partial<Record<FailureClass, (host: string) => string>>> = {
  preflight: (host) =>
    `put right what kubeadm's preflight names on ${host} (images: its way to the registry); nothing was changed there`,
  'pulling-images': (host) =>
    `pull the images beforehand on ${host} (kubeadm config images pull; what is there already is kept), or raise spec.budgets.initTimeout and joinTimeout`,
  'ca-hash-mismatch': () =>
    'compare the CA in ConfigMap kube-public/cluster-info with /etc/kubernetes/pki/ca.crt of a master: no join may trust it while they differ',
  'token-unusable': () =>
    'look whether kube-controller-manager runs: it signs cluster-info with each bootstrap token',
  'disk-full': (host) => `make room on ${host}: df -h`,
};

export function failedJoinRemedies(host: string, reason: FailureClass | undefined): readonly string[] {
  const remedy = reason === undefined ? undefined : REMEDIES[reason];
  return remedy === undefined ? [] : [remedy(host)];
}
