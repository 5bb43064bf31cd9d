import { fc } from '@fast-check/vitest';
import type { ClusterDocumentInput } from '../../src/spec/schema.js';

type HostInput = ClusterDocumentInput['spec']['hosts'][number];

const duration = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((seconds) => `${seconds}s`);

/** Counts and choices, from which names and addresses are derived: every value is a valid document. */
export const topologies: fc.Arbitrary<ClusterDocumentInput> = fc
  .record({
    masters: fc.integer({ min: 1, max: 9 }),
    workers: fc.integer({ min: 0, max: 12 }),
    jumpboxes: fc.integer({ min: 0, max: 2 }),
    balancer: fc.constantFrom('none', 'nginx', 'haproxy', 'external'),
    twoNetworks: fc.boolean(),
    endpointByName: fc.boolean(),
    minor: fc.integer({ min: 20, max: 36 }),
    prefix: fc.integer({ min: 8, max: 19 }),
    cni: fc.constantFrom('none', 'cni/bridge.yaml', 'https://example.com/a.yaml?b=#c', ': - "odd"'),
    user: fc.option(fc.constantFrom('root', 'vagrant', 'no', '_apt'), { nil: undefined }),
    joinTimeout: duration(1, 3600),
    tokenTtl: duration(3700, 200_000),
    settle: duration(1, 100_000),
    joinAttempts: fc.integer({ min: 1, max: 50 }),
    assumeNew: fc.boolean(),
    ignored: fc.subarray(['Swap', 'NumCPU', 'Mem']),
  })
  .map((choice) => ({
    apiVersion: 'quorate.dev/v1alpha1',
    kind: 'Cluster',
    metadata: { name: 'generated' },
    spec: {
      kubernetesVersion: `v1.${choice.minor}.3`,
      ...endpointOf(choice),
      ...loadBalancerOf(choice.balancer),
      networking: { podSubnet: `${choice.prefix < 16 ? '16.0.0.0' : '10.244.0.0'}/${choice.prefix}` },
      cni: choice.cni === 'none' ? 'none' : { manifest: choice.cni },
      hosts: hostsOf(choice),
      budgets: { joinTimeout: choice.joinTimeout, settle: choice.settle, joinAttempts: choice.joinAttempts },
      credentials: { tokenTtl: choice.tokenTtl },
      ignorePreflightErrors: choice.ignored,
      assumeNew: choice.assumeNew,
    },
  }));

interface HostChoice {
  readonly masters: number;
  readonly workers: number;
  readonly jumpboxes: number;
  readonly balancer: 'none' | 'nginx' | 'haproxy' | 'external';
  readonly twoNetworks: boolean;
  readonly user: string | undefined;
}

function hostsOf(choice: HostChoice): HostInput[] {
  const own = choice.balancer === 'nginx' || choice.balancer === 'haproxy';
  const roles: HostInput['role'][] = [
    ...Array.from({ length: own ? 1 : 0 }, () => 'load-balancer' as const),
    ...Array.from({ length: choice.masters }, () => 'control-plane' as const),
    ...Array.from({ length: choice.workers }, () => 'worker' as const),
    ...Array.from({ length: choice.jumpboxes }, () => 'jumpbox' as const),
  ];
  return roles.map((role, index) => ({
    name: `h${index}`,
    role,
    ...(choice.user === undefined ? {} : { user: choice.user }),
    ...(choice.twoNetworks
      ? { address: `h${index}.example.com`, advertiseAddress: `192.168.56.${index + 4}` }
      : { address: `192.168.56.${index + 4}` }),
  }));
}

function endpointOf(choice: HostChoice & { readonly endpointByName: boolean }) {
  if (choice.masters === 1 && choice.balancer === 'none') return {};
  return { controlPlaneEndpoint: choice.endpointByName ? 'k8s.example.com:8443' : '192.168.56.4' };
}

function loadBalancerOf(kind: HostChoice['balancer']) {
  return kind === 'none' ? {} : { loadBalancer: { kind } };
}
