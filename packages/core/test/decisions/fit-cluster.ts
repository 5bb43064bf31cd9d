import type {
  ClusterSpec,
  HostCapacity,
  HostName,
  HostObservation,
  Observation,
  PathObservation,
} from '../../src/index.js';
import { known } from '../../src/index.js';
import { peerPaths, workerPaths } from '../../src/decisions/paths.js';
import { hostsOf } from '../../src/spec/cluster-spec.js';

/** A machine against which nothing can be said. */
export const FIT_CAPACITY = {
  listeners: { kind: 'told', value: [{ address: '0.0.0.0', port: 22, process: 'sshd' }] },
  machine: {
    kind: 'told',
    value: {
      cpus: 2,
      memoryMb: 4096,
      swaps: [],
      overlay: true,
      bridgeNfCallIptables: 'on',
      ipForward: 'on',
    },
  },
  missingPrograms: { kind: 'told', value: [] },
  runtimeSockets: { kind: 'told', value: ['/run/containerd/containerd.sock'] },
} as const satisfies HostCapacity;

/** Every way that matters from one host, all of them leading to a host on which nobody listens yet. */
export function openPaths(spec: ClusterSpec, from: HostName, atMs: number): readonly PathObservation[] {
  const masters = hostsOf(spec, 'control-plane');
  const paths = [
    ...peerPaths(masters),
    ...hostsOf(spec, 'worker').flatMap((worker) => workerPaths(spec, masters, worker)),
  ];
  return paths
    .filter((path) => path.from.name === from)
    .map(({ address, port }) => ({ address, port, outcome: 'refused', atMs }));
}

/** Every host of the spec as it is before anything was installed, reachable and fit. */
export function fitObservation(spec: ClusterSpec, atMs = 0): Observation {
  const hosts = spec.hosts.map((host): HostObservation => {
    const isNode = host.role === 'control-plane' || host.role === 'worker';
    return {
      host: host.name,
      atMs,
      reachable: 'yes',
      identity: {
        readAtMs: atMs,
        hostname: host.name,
        machineId: `machine-of-${host.name}`,
        productUuid: `product-of-${host.name}`,
        addresses: [...new Set([host.ssh.address, host.advertiseAddress])],
      },
      clockOffsetMs: 0,
      kubeadmRunning: 'no',
      capacity: isNode ? FIT_CAPACITY : { listeners: FIT_CAPACITY.listeners },
      ...(isNode
        ? {
            versions: { kubeadm: spec.kubernetesVersion, kubelet: spec.kubernetesVersion },
            kubelet: { active: 'no', healthy: 'no' },
            files: [],
            caFingerprint: 'none',
            paths: openPaths(spec, host.name, atMs),
          }
        : {}),
    };
  });
  return {
    hosts: Object.fromEntries(hosts.map((host) => [host.host, host])),
    cluster: {
      atMs,
      nodes: { known: false, why: 'no apiserver' },
      tokens: known([]),
      signedTokenIds: known([]),
      uploadedCertificates: known(null),
    },
  };
}
