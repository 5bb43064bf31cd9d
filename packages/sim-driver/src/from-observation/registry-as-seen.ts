import type { ClusterObservation } from '@quorate/core';
import type { KvStore } from '../etcd/kv-store.js';
import type { KubeObject } from '../kubernetes/client.js';
import { nodeNameOf } from '../kubernetes/pod-object.js';
import { writeCredentials } from './credentials-as-seen.js';
import { nodeAsSeen } from './node-as-seen.js';
import type { RegistryFacts } from './registry-facts.js';
import { prefixOf } from './registry-facts.js';

const KUBE_SYSTEM = 'kube-system';

/** The API objects of the finished cluster, without what was not there and with what was different. */
export function registryAsSeen(finished: KvStore, facts: RegistryFacts): KvStore {
  const keys = finished.clone();
  const nodes = facts.cluster?.nodes;
  const present = nodes?.known === true ? nodes.value.map(({ name }) => name) : facts.joined;
  for (const { key, value } of keys.range(prefixOf('Node'))) {
    const node = value as KubeObject;
    if (!present.includes(node.name)) keys.delete(key, false);
  }
  if (nodes?.known === true)
    for (const seen of nodes.value) {
      const key = `${prefixOf('Node')}${seen.name}`;
      keys.put(key, nodeAsSeen(seen, keys.get(key)?.value as KubeObject | undefined));
    }
  for (const { key, value } of keys.range(prefixOf('Pod'))) {
    const on = nodeNameOf(value as KubeObject);
    if (on !== undefined && !present.includes(on)) keys.delete(key, false);
  }
  keys.delete(prefixOf('CertificateSigningRequest'), true);
  if (facts.cluster !== undefined) writeInstallation(keys, facts.cluster);
  writeCredentials(keys, facts);
  return keys;
}

function writeInstallation(keys: KvStore, { addons, recorded }: ClusterObservation): void {
  if (addons?.known === true) {
    if (!addons.value.kubeProxy) keys.delete(`${prefixOf('DaemonSet', KUBE_SYSTEM)}kube-proxy`, false);
    if (!addons.value.coreDns) keys.delete(`${prefixOf('Deployment', KUBE_SYSTEM)}coredns`, false);
  }
  if (recorded?.known !== true) return;
  const key = `${prefixOf('ConfigMap', KUBE_SYSTEM)}kubeadm-config`;
  const map = keys.get(key)?.value as KubeObject | undefined;
  const { endpoint, kubernetesVersion } = recorded.value;
  if (endpoint === undefined && kubernetesVersion === undefined) keys.delete(key, false);
  else if (map !== undefined) keys.put(key, withRecorded(map, recorded.value));
}

function withRecorded(
  map: KubeObject,
  { endpoint, kubernetesVersion }: { readonly endpoint?: string; readonly kubernetesVersion?: string },
): KubeObject {
  const data = map.body['data'] as Readonly<Record<string, string>>;
  const text = (data['ClusterConfiguration'] ?? '')
    .replace(
      /^controlPlaneEndpoint:.*\n?/m,
      endpoint === undefined ? '' : `controlPlaneEndpoint: ${endpoint}\n`,
    )
    .replace(
      /^kubernetesVersion:.*\n?/m,
      kubernetesVersion === undefined ? '' : `kubernetesVersion: ${kubernetesVersion}\n`,
    );
  return { ...map, body: { ...map.body, data: { ...data, ClusterConfiguration: text } } };
}
