import { parse } from 'yaml';
import { asObject, asString, at } from '../../kubernetes/json.js';
import { parseBlockYaml } from '../../kubernetes/kubelet/block-yaml.js';
import type { LocalEndpoint } from '../config/kubeadm-config.js';
import type { VersionProfile } from '../version-profile.js';

/** ClusterStatus of kubeadm-config (kubeadm ≤ 1.21): the apiserver endpoint of every control-plane node. */
export type ApiEndpoints = ReadonlyMap<string, LocalEndpoint>;

export function renderClusterStatus(profile: VersionProfile, endpoints: ApiEndpoints): string {
  const lines = endpoints.size === 0 ? ['apiEndpoints: {}'] : ['apiEndpoints:'];
  for (const [node, { advertiseAddress, bindPort }] of [...endpoints].sort(([a], [b]) => (a < b ? -1 : 1))) {
    lines.push(
      `  ${node}:`,
      `    advertiseAddress: ${advertiseAddress}`,
      `    bindPort: ${String(bindPort)}`,
    );
  }
  lines.push(`apiVersion: kubeadm.k8s.io/${profile.config.writes}`, 'kind: ClusterStatus', '');
  return lines.join('\n');
}

export function parseClusterStatus(text: string): ApiEndpoints {
  const endpoints = new Map<string, LocalEndpoint>();
  for (const [node, endpoint] of Object.entries(
    asObject(at(parseBlockYaml(text) ?? parse(text), 'apiEndpoints')),
  )) {
    const advertiseAddress = asString(at(endpoint, 'advertiseAddress'));
    const bindPort = at(endpoint, 'bindPort');
    if (advertiseAddress !== undefined) endpoints.set(node, { advertiseAddress, bindPort: Number(bindPort) });
  }
  return endpoints;
}
