import type { Task } from '../../engine/task.js';
import type { EtcdConfig } from '../config/kubeadm-config.js';
import type { KubeadmRun } from '../run.js';
import type { NodeSetup } from './node-setup.js';
import type { StaticPodPlan } from './static-pod.js';
import { mergeArgs, writeManifest } from './static-pod.js';

/** A member of the initial cluster. */
export interface InitialMember {
  readonly name: string;
  readonly peerUrl: string;
}

const ETCD_CLIENT_PORT = 2379;
const ETCD_PEER_PORT = 2380;
const METRICS_PORT = 2381;

export function peerUrl(address: string): string {
  return `https://${address}:${String(ETCD_PEER_PORT)}`;
}

export function clientUrl(address: string): string {
  return `https://${address}:${String(ETCD_CLIENT_PORT)}`;
}

/** Writes etcd.yaml. `members` given: this one joins a cluster that exists. */
export function* writeEtcdManifest(setup: NodeSetup, members?: readonly InitialMember[]): Task<void> {
  const { run, cluster, node, local } = setup;
  const { etcd } = cluster;
  if (etcd.kind === 'external') return;
  const pki = `${cluster.certificatesDir}/etcd`;
  const own = peerUrl(local.advertiseAddress);
  const initial = (members ?? [{ name: node.name, peerUrl: own }]).map((one) => `${one.name}=${one.peerUrl}`);
  const defaults = {
    'advertise-client-urls': clientUrl(local.advertiseAddress),
    'cert-file': `${pki}/server.crt`,
    'client-cert-auth': 'true',
    'data-dir': etcd.dataDir,
    'initial-advertise-peer-urls': own,
    'initial-cluster': initial.join(','),
    'key-file': `${pki}/server.key`,
    'listen-client-urls': `${clientUrl('127.0.0.1')},${clientUrl(local.advertiseAddress)}`,
    'listen-metrics-urls': `http://127.0.0.1:${String(METRICS_PORT)}`,
    'listen-peer-urls': own,
    name: node.name,
    'peer-cert-file': `${pki}/peer.crt`,
    'peer-client-cert-auth': 'true',
    'peer-key-file': `${pki}/peer.key`,
    'peer-trusted-ca-file': `${pki}/ca.crt`,
    'snapshot-count': '10000',
    'trusted-ca-file': `${pki}/ca.crt`,
    ...corruptionFlags(run),
    ...(members === undefined ? {} : { 'initial-cluster-state': 'existing' }),
  };
  const pod: StaticPodPlan = {
    component: 'etcd',
    image: etcdImage(run, cluster.imageRepository, etcd),
    annotations: { 'kubeadm.kubernetes.io/etcd.advertise-client-urls': clientUrl(local.advertiseAddress) },
    args: mergeArgs(defaults, etcd.extraArgs),
    liveness: { host: '127.0.0.1', port: METRICS_PORT, path: livenessPath(run), scheme: 'HTTP' },
  };
  run.host.disk.makeDirectory(etcd.dataDir);
  yield* writeManifest(run, cluster, pod);
}

export function etcdImage(
  run: KubeadmRun,
  repository: string,
  etcd: EtcdConfig & { readonly kind: 'local' },
): string {
  return `${etcd.imageRepository ?? repository}/etcd:${etcd.imageTag ?? run.profile.cluster.etcdTag}`;
}

function corruptionFlags(run: KubeadmRun): Readonly<Record<string, string>> {
  const { minor } = run.profile.release;
  if (minor >= 34)
    return { 'feature-gates': 'InitialCorruptCheck=true', 'watch-progress-notify-interval': '5s' };
  if (minor < 22) return {};
  return {
    'experimental-initial-corrupt-check': 'true',
    'experimental-watch-progress-notify-interval': '5s',
  };
}

function livenessPath(run: KubeadmRun): string {
  const { minor } = run.profile.release;
  if (minor >= 31) return '/livez';
  return minor >= 24 ? '/health?exclude=NOSPACE&serializable=true' : '/health';
}
