import type {
  ClusterSpec,
  EtcdView,
  HostCapacity,
  HostObservation,
  HostSpec,
  MemberObservation,
  Observation,
  PathObservation,
} from '@quorate/core';
import { hostsOf, known, peerPaths, peerUrlOf, unknown } from '@quorate/core';
import type { StateWords } from '../model.js';
import { countEtcd, isQuorate, isRunningVoter } from './etcd.js';
import { DISK, get, HOST, KUBEADM, MEMBER, NODE, POWER, wordAt } from './layout.js';

/** The instant of every look: the model has no clock, only order. */
export const LOOK_MS = 1_767_225_600_000;
const CERTIFICATES_LAST_MS = 300 * 86_400_000;

const FILES: readonly (readonly string[])[] = (() => {
  const partly = ['admin.conf', 'kubelet.conf', 'manifests/kube-apiserver.yaml', 'pki/ca.crt'].map(
    (name) => `/etc/kubernetes/${name}`,
  );
  const manifest = [...partly, '/etc/kubernetes/manifests/etcd.yaml'];
  return [[], partly, manifest, [...manifest, '/var/lib/etcd/member/wal/0.wal']];
})();

const CAPACITY = {
  listeners: { kind: 'told', value: [] },
  machine: {
    kind: 'told',
    value: { cpus: 2, memoryMb: 4096, swaps: [], overlay: true, bridgeNfCallIptables: 'on', ipForward: 'on' },
  },
  missingPrograms: { kind: 'told', value: [] },
  runtimeSockets: { kind: 'told', value: ['/run/containerd/containerd.sock'] },
} as const satisfies HostCapacity;

/** What a look at every master shows in this state: the very type that the guards decide by. */
export function observe(spec: ClusterSpec, state: StateWords): Observation {
  const masters = hostsOf(spec, 'control-plane');
  const quorate = isQuorate(countEtcd(state, { voters: 0, running: 0, changing: 0 }));
  const serves = (index: number): boolean => quorate && isRunningVoter(wordAt(state, index));
  const members = membersOf(masters, state);
  const leader = masters.findIndex((_, index) => serves(index));
  const hosts = masters.map((master, index): HostObservation => {
    const word = wordAt(state, index);
    if (get(word, HOST.power) !== POWER.on)
      return {
        host: master.name,
        atMs: LOOK_MS,
        reachable: 'no',
        detail: 'no answer',
        kubeadmRunning: 'unknown',
      };
    const disk = get(word, HOST.disk);
    const kubelet = disk === DISK.clean ? 'no' : 'yes';
    return {
      host: master.name,
      atMs: LOOK_MS,
      reachable: 'yes',
      identity: {
        hostname: master.name,
        machineId: `machine-of-${master.name}`,
        productUuid: `product-of-${master.name}`,
        addresses: [...new Set([master.ssh.address, master.advertiseAddress])],
      },
      clockOffsetMs: 0,
      versions: { kubeadm: spec.kubernetesVersion, kubelet: spec.kubernetesVersion },
      kubelet: { active: kubelet, healthy: kubelet },
      kubeadmRunning: get(word, HOST.kubeadm) === KUBEADM.none ? 'no' : 'yes',
      files: FILES[disk] ?? [],
      caFingerprint: disk === DISK.clean ? 'none' : 'CA',
      capacity: CAPACITY,
      paths: openPaths(spec)[index] ?? [],
      ...(disk === DISK.clean
        ? {}
        : { apiReady: serves(index) ? 'yes' : 'no', apiReadyViaEndpoint: leader >= 0 ? 'yes' : 'no' }),
      ...(disk < DISK.manifest ? {} : { etcd: viewOf(word, index, serves(index), leader, members) }),
      certificates: known([
        { name: 'apiserver', authority: false, expiresAtMs: LOOK_MS + CERTIFICATES_LAST_MS },
      ]),
    };
  });
  const reached = masters.some(
    (_, index) => serves(index) && get(wordAt(state, index), HOST.power) === POWER.on,
  );
  return {
    hosts: Object.fromEntries(hosts.map((seen) => [seen.host, seen])),
    cluster: {
      atMs: LOOK_MS,
      nodes: reached ? known(nodesOf(masters, state)) : unknown('no apiserver answers'),
      tokens: known([]),
      signedTokenIds: known([]),
      uploadedCertificates: known(null),
      addons: known({ kubeProxy: true, coreDns: true }),
      recorded: known({
        endpoint: `${spec.controlPlaneEndpoint.host}:${spec.controlPlaneEndpoint.port}`,
        kubernetesVersion: spec.kubernetesVersion,
      }),
    },
  };
}

const pathsOfSpec = new WeakMap<ClusterSpec, readonly (readonly PathObservation[])[]>();

/** Every way between masters leads there: for each master, those that begin at it. */
function openPaths(spec: ClusterSpec): readonly (readonly PathObservation[])[] {
  const known = pathsOfSpec.get(spec);
  if (known !== undefined) return known;
  const masters = hostsOf(spec, 'control-plane');
  const all = peerPaths(masters);
  const paths = masters.map((master) =>
    all
      .filter(({ from }) => from === master)
      .map(({ address, port }): PathObservation => ({ address, port, outcome: 'refused', atMs: LOOK_MS })),
  );
  pathsOfSpec.set(spec, paths);
  return paths;
}

function nodesOf(masters: readonly HostSpec[], state: StateWords) {
  return masters.flatMap((master, index) => {
    const node = get(wordAt(state, index), HOST.node);
    const labels = node === NODE.labelled ? ['node-role.kubernetes.io/control-plane'] : [];
    return node === NODE.absent
      ? []
      : [
          {
            name: master.name,
            ready: 'yes' as const,
            labels,
            taints: [],
            internalIp: master.advertiseAddress,
          },
        ];
  });
}

function membersOf(masters: readonly HostSpec[], state: StateWords): readonly MemberObservation[] {
  return masters.flatMap((master, index) => {
    const member = get(wordAt(state, index), HOST.member);
    if (member === MEMBER.absent) return [];
    const started = member === MEMBER.learner || member === MEMBER.voter;
    return [
      {
        id: `e${index}`,
        name: started ? master.name : '',
        peerUrls: [peerUrlOf(master)],
        clientUrls: started ? [`https://${master.advertiseAddress}:2379`] : [],
        learner: member === MEMBER.learner || member === MEMBER.unstartedLearner,
      },
    ];
  });
}

/** Members are listed by a linearizable read: without quorum nobody tells them, and a learner does not either. */
function viewOf(
  word: number,
  index: number,
  serves: boolean,
  leader: number,
  members: readonly MemberObservation[],
): EtcdView {
  const member = get(word, HOST.member);
  const runs = get(word, HOST.disk) === DISK.data && member !== MEMBER.absent;
  return {
    members: serves ? known(members) : unknown('no linearizable read'),
    healthy: serves ? 'yes' : 'no',
    ...(runs ? { memberId: `e${index}` } : {}),
    ...(leader >= 0 && runs ? { leaderId: `e${leader}` } : {}),
    alarms: known([]),
  };
}
