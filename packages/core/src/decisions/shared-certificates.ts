import type { Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import { hasFile } from './kubernetes-files.js';

/** What every master of a cluster has the same of, under the names that kubeadm gives it in Secret kubeadm-certs. */
const SHARED: readonly string[] = [
  'ca.crt',
  'ca.key',
  'etcd-ca.crt',
  'etcd-ca.key',
  'front-proxy-ca.crt',
  'front-proxy-ca.key',
  'sa.key',
  'sa.pub',
];

/** The first master that serves and has these files; all of them when none is named. */
export function uploadingMaster(
  spec: ClusterSpec,
  { hosts }: Observation,
  entries: readonly string[] = SHARED,
): HostName | undefined {
  return hostsOf(spec, 'control-plane').find(({ name }) => {
    const seen = hosts[name];
    return seen?.apiReady === 'yes' && entries.every((entry) => hasFile(seen, sharedFile(entry)));
  })?.name;
}

/** `etcd-ca.key`: `/etc/kubernetes/pki/etcd/ca.key`. */
export function sharedFile(entry: string): string {
  return `/etc/kubernetes/pki/${entry.replace(/^etcd-/, 'etcd/')}`;
}
