import type { ClusterSpec, HostSpec } from '@quorate/core';

/** A cluster of so many masters, and nothing else: what does not touch membership is left out. */
export function modelSpec(masters: number, joinAttempts: number): ClusterSpec {
  const hosts = Array.from({ length: masters }, (_, index): HostSpec => {
    const address = `192.168.56.${10 + index}`;
    return {
      name: `m${index + 1}`,
      role: 'control-plane',
      ssh: { address, port: 22 },
      advertiseAddress: address,
    };
  });
  return {
    name: 'model',
    kubernetesVersion: 'v1.31.0',
    controlPlaneEndpoint: { host: '192.168.56.4', port: 6443 },
    networking: { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/12', dnsDomain: 'cluster.local' },
    etcd: { kind: 'stacked' },
    loadBalancer: { kind: 'external' },
    cni: { kind: 'none' },
    hosts,
    ignorePreflightErrors: [],
    credentials: { tokenTtlMs: 7_200_000, keep: false },
    certificates: { warnBelowMs: 30 * 86_400_000 },
    budgets: {
      joinAttempts,
      joinTimeoutMs: 600_000,
      initTimeoutMs: 600_000,
      settleMs: 300_000,
      blockedPatienceMs: 600_000,
      maxClockSkewMs: 30_000,
    },
    assumeNew: false,
  };
}
