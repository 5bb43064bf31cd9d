import type { HostName, HostRole } from '../spec/cluster-spec.js';

/** What was looked at. Also the name of the file that keeps the answer, without its ending. */
export type EvidenceSource =
  | 'kubelet-journal'
  | 'containerd-journal'
  | 'kernel-journal'
  | 'balancer-journal'
  | 'units'
  | 'containers'
  | 'etcd-log'
  | 'apiserver-log'
  | 'etcd-members'
  | 'etcd-status'
  | 'etcd-alarms'
  | 'api-ready'
  | 'nodes'
  | 'listeners'
  | 'disk-space'
  | 'machine'
  | 'capacity'
  | 'programs'
  | 'settings'
  | 'clock'
  | 'time-sync'
  | 'machine-id'
  | 'hostname'
  | 'addresses'
  | 'files'
  | 'cluster-authority'
  | 'certificates'
  | 'balancer-check'
  | 'balancer-config'
  | 'balancer-log'
  | 'paths';

/** The answer of one host to one question, masked and cut to its last `MAX_EVIDENCE_CHARACTERS`. */
export interface EvidenceItem {
  readonly host: HostName;
  readonly source: EvidenceSource;
  /** Below the source, where it has several: a certificate's file, `192.168.56.6:2380`. */
  readonly subject?: string;
  /** The command as an operator would type it. */
  readonly tried: string;
  readonly outcome: EvidenceOutcome;
  /** What it printed, stdout before stderr. Empty: nothing. */
  readonly text: string;
}

export type EvidenceOutcome =
  | { readonly kind: 'answered' }
  /** It ended with an error; the text holds what it said. `detail` such as `exit 1`, `refused`, `no such file`. */
  | { readonly kind: 'failed'; readonly detail: string }
  /** Nobody knows: not reached, out of time, or the connection broke. */
  | { readonly kind: 'no-answer'; readonly detail: string };

/** All that was collected for one failure. Plain JSON; everything in it has passed the masker. */
export interface Evidence {
  /** Milliseconds since the Unix epoch, on the clock of the machine that asked. */
  readonly collectedAtMs: number;
  readonly endpoint: { readonly host: string; readonly port: number };
  /** The hosts that were asked, as the specification has them. */
  readonly hosts: readonly EvidenceHost[];
  readonly items: readonly EvidenceItem[];
}

export interface EvidenceHost {
  readonly name: HostName;
  readonly role: HostRole;
  readonly advertiseAddress: string;
}

export const MAX_EVIDENCE_CHARACTERS = 65_536;

/** In the order of the hosts. */
export function itemsOf(evidence: Evidence, ...sources: readonly EvidenceSource[]): readonly EvidenceItem[] {
  return evidence.items.filter(({ source }) => sources.includes(source));
}

/** What one host said to one question; empty when it said nothing. */
export function textOf(evidence: Evidence, host: HostName, source: EvidenceSource): string {
  return evidence.items.find((item) => item.host === host && item.source === source)?.text ?? '';
}
