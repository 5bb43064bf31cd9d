import type { HostName } from '../spec/cluster-spec.js';
import { KUBELET_CLIENT } from './certificates.js';

export interface CertificateToRenew {
  readonly host: HostName;
  readonly name: string;
  readonly authority: boolean;
}

/** kubeadm neither lists nor renews the kubelet's own certificate, and renews no authority. */
export function renewals(found: readonly CertificateToRenew[]): readonly string[] {
  const leaves = found.filter(({ authority, name }) => !authority && name !== KUBELET_CLIENT);
  const kubelets = found.filter(({ name }) => name === KUBELET_CLIENT);
  const authorities = found.filter(({ authority }) => authority);
  return [
    ...(leaves.length === 0
      ? []
      : [`on ${namesOf(leaves)}, one at a time: kubeadm certs renew all, then restart its static pods`]),
    ...(kubelets.length === 0
      ? []
      : [
          `on ${namesOf(kubelets)}: the kubelet renews its own while it reaches the API; see journalctl -u kubelet`,
        ]),
    ...(authorities.length === 0
      ? []
      : ['a CA is replaced by hand, on every host at once: plan it long before it expires']),
  ];
}

function namesOf(found: readonly CertificateToRenew[]): string {
  return [...new Set(found.map(({ host }) => host))].join(', ');
}
