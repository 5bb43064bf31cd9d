import { quorumOf } from '@quorate/core';
import { DATA_DIRECTORY, EtcdStorage } from '../../etcd/storage.js';
import type { Host } from '../../host/host.js';

const MANIFEST = '/etc/kubernetes/manifests/etcd.yaml';

/** Where the etcd of a host keeps its data. */
export function dataDirectory(host: Host): string {
  return /--data-dir=(\S+)/.exec(host.disk.text(MANIFEST) ?? '')?.[1] ?? DATA_DIRECTORY;
}

/** Started again without its data, the etcd of this host forms a cluster of its own: it has the id of the old one. */
export function startsAlone(host: Host): boolean {
  const manifest = host.disk.text(MANIFEST);
  return manifest !== undefined && !manifest.includes('--initial-cluster-state=existing');
}

/**
 * Without the etcd data of this host, so many voters lack what is committed that they are a quorum: they can elect a leader
 * that lacks it too, and no protocol can keep them from it.
 */
export function leavesTooFewCopies(doomed: Host): boolean {
  const own = EtcdStorage.open(doomed.disk, dataDirectory(doomed));
  if (own === undefined) return false;
  const left: EtcdStorage[] = [];
  for (const host of doomed.world.hosts.values()) {
    const storage = host === doomed ? undefined : EtcdStorage.open(host.disk, dataDirectory(host));
    if (storage?.clusterId === own.clusterId && storage.damage === undefined) left.push(storage);
  }
  const all = [own, ...left];
  const { voters } = all.reduce((a, b) => (b.backend.appliedIndex > a.backend.appliedIndex ? b : a)).backend
    .membership;
  const { commit, log } = all.reduce((a, b) => (b.hardState.commit > a.hardState.commit ? b : a)).hardState;
  const copies = left.filter(
    ({ memberId, hardState }) =>
      voters.includes(memberId) && hardState.log.termAt(commit) === log.termAt(commit),
  );
  return voters.length - copies.length >= quorumOf(voters.length);
}
