import { API_VERSION, clusterSpecJsonSchema, quorumOf } from '@quorate/core';
import type { SpecDraft } from './spec-draft.js';

/** A commented cluster document. Addresses that are not known stand as `<address of NAME>`, which `validate` refuses. */
export function renderSpec(draft: SpecDraft): string {
  const { name, kubernetesVersion, masters } = draft;
  return `# yaml-language-server: $schema=${String(clusterSpecJsonSchema().$id)}
#
# The cluster that is wanted. What is left out here has a default: docs/spec.md explains every field.
# quorate validate says what is still missing, quorate simulate shows the bootstrap without touching a machine.
apiVersion: ${API_VERSION}
kind: Cluster
metadata:
  name: ${name}
spec:
  # kubeadm, kubelet and kubectl of this release must be installed on all masters and workers.
  kubernetesVersion: ${kubernetesVersion}

  # What every kubelet and every kubeconfig connects to. The certificates name it: changing it later means new ones.
  controlPlaneEndpoint: ${quoted(withPort(endpointOf(draft)))}
${balancerOf(draft)}
  networking:
    # Addresses of pods; each Node gets a /24 of it. No host may have an address in here.
    podSubnet: 10.244.0.0/16

  # Each master runs its own member of etcd. ${quorumText(masters)}
  etcd:
    topology: stacked

  # The pod network. With none the Nodes join and stay NotReady until you install one; or name a file or URL:
  #   cni:
  #     manifest: cni.yaml
  cni: none

  # "address" is where SSH connects. Where a host has another address on the cluster's own network, say so
  # with "advertiseAddress": the others reach it there.
  hosts:
${hostsOf(draft).join('\n')}
`;
}

/** As it is written when it has a port already; an IPv6 address gets its brackets. */
function withPort(host: string): string {
  if (/^[^:]+:\d+$|^\[.*\]:\d+$/.test(host)) return host;
  return host.includes(':') ? `[${host}]:6443` : `${host}:6443`;
}

/** Without a load balancer the only master is the endpoint. */
function endpointOf({ loadBalancer, loadBalancerAddress, masterAddresses }: SpecDraft): string {
  if (loadBalancer === 'none') return masterAddresses[0] ?? '<address of master1>';
  return loadBalancerAddress ?? '<address of the load balancer>';
}

function balancerOf({ loadBalancer }: SpecDraft): string {
  switch (loadBalancer) {
    case 'none':
      return '';
    case 'external':
      return `
  # Somebody else's. It must lead to port 6443 of every master; only the way through it is proven.
  loadBalancer:
    kind: external
`;
    case 'nginx':
    case 'haproxy':
      return `
  # Quorate writes the configuration of ${loadBalancer}, on the host whose role is load-balancer.
  loadBalancer:
    kind: ${loadBalancer}
`;
  }
}

function quorumText(masters: number): string {
  if (masters === 1) return 'One alone decides, and must not fail.';
  const quorum = quorumOf(masters);
  const spare = masters - quorum;
  const may = spare === 0 ? 'none may fail' : `${spare} may fail`;
  return `${masters} of them need ${quorum} for a decision (the quorum), so ${may}.`;
}

function hostsOf(draft: SpecDraft): readonly string[] {
  const { loadBalancer, loadBalancerAddress, masters, workers } = draft;
  const own = loadBalancer === 'nginx' || loadBalancer === 'haproxy';
  const numbered = (prefix: string, role: string, count: number, addresses: readonly string[]) =>
    Array.from({ length: count }, (_, index) =>
      hostOf(draft, `${prefix}${index + 1}`, role, addresses[index]),
    );
  const [first = '', ...others] = numbered('master', 'control-plane', masters, draft.masterAddresses);
  return [
    ...(own
      ? [hostOf(draft, 'balancer', 'load-balancer', loadBalancerAddress, 'the load balancer'), '']
      : []),
    '    # The first one starts the cluster, the others join it one at a time, in this order.',
    first,
    ...others,
    ...(workers === 0 ? [] : ['', '    # Workers join all at once.']),
    ...numbered('worker', 'worker', workers, draft.workerAddresses),
  ];
}

function hostOf(
  { user }: SpecDraft,
  name: string,
  role: string,
  address: string | undefined,
  called = name,
): string {
  const lines = [
    `    - name: ${name}`,
    `      role: ${role}`,
    `      address: ${quoted(address ?? `<address of ${called}>`)}`,
  ];
  return [...lines, ...(user === undefined ? [] : [`      user: ${quoted(user)}`])].join('\n');
}

/** Only where YAML would read something else into it. */
function quoted(text: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9.:-]*$/.test(text) ? text : JSON.stringify(text);
}
