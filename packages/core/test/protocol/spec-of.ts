import type { ClusterSpec, HostSpec } from '../../src/index.js';

/** A spec with this many masters and workers, everything else as the tutorial has it. */
export function specOf(masters: number, workers: number, change: Partial<ClusterSpec> = {}): ClusterSpec {
  const host = (name: string, role: HostSpec['role'], last: number): HostSpec => ({
    name,
    role,
    ssh: { address: `192.168.121.${last}`, port: 22 },
    advertiseAddress: `192.168.56.${last}`,
  });
  return {
    name: 'test',
    kubernetesVersion: 'v1.26.0',
    controlPlaneEndpoint: { host: '192.168.56.4', port: 6443 },
    networking: { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/12', dnsDomain: 'cluster.local' },
    etcd: { kind: 'stacked' },
    loadBalancer: { kind: 'nginx', host: 'proxy' },
    cni: { kind: 'manifest', source: 'cni.yaml', content: 'kind: DaemonSet' },
    hosts: [
      host('proxy', 'load-balancer', 4),
      ...Array.from({ length: masters }, (_, index) =>
        host(`master${index + 1}`, 'control-plane', 10 + index),
      ),
      ...Array.from({ length: workers }, (_, index) => host(`node${index + 1}`, 'worker', 50 + index)),
    ],
    ignorePreflightErrors: [],
    credentials: { tokenTtlMs: 7_200_000, keep: false },
    certificates: { warnBelowMs: 30 * 86_400_000 },
    budgets: {
      joinAttempts: 3,
      joinTimeoutMs: 600_000,
      initTimeoutMs: 600_000,
      settleMs: 300_000,
      blockedPatienceMs: 600_000,
      maxClockSkewMs: 30_000,
    },
    assumeNew: false,
    ...change,
  };
}
