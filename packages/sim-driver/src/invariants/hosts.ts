import { etcdMembers } from '../etcd/inspect.js';
import type { Host } from '../host/host.js';
import type { Process } from '../host/process.js';
import type { Invariant } from './invariant.js';

export const oneControlPlaneJoinAtATime: Invariant = {
  id: 'one-control-plane-join-at-a-time',
  title: 'no two masters join at once',
  formula: 'at every phase of kubeadm: the masters on which a process `kubeadm join` runs ≤ 1',
  watch: ({ simulation }) => {
    const masters = simulation.spec.hosts.filter((host) => host.role === 'control-plane');
    return {
      records: {
        'kubeadm.phase': () => {
          const joining = masters.filter(({ name }) => joinOn(simulation.world.host(name)) !== undefined);
          return joining.length <= 1
            ? undefined
            : `${joining.map((master) => master.name).join(' and ')} join at once`;
        },
      },
    };
  },
};

/** Of a whole join, not of one of its phases. */
export function isJoin({ name, argv }: Process): boolean {
  return argv[1] === 'join' && argv[2] !== 'phase' && name === 'kubeadm';
}

export function joinOn(host: Host): Process | undefined {
  for (const process of host.processes.values()) if (isJoin(process)) return process;
  return undefined;
}

export const oneCluster: Invariant = {
  id: 'one-cluster',
  title: 'all members that run belong to one cluster',
  formula: 'the number of different etcd cluster ids among the members that run ≤ 1',
  watch: ({ simulation: { world } }) => {
    const judge = (): string | undefined => {
      const clusters = new Set(etcdMembers(world).map((member) => member.clusterId));
      return clusters.size <= 1 ? undefined : `clusters ${[...clusters].join(' and ')}`;
    };
    return { records: { 'etcd.member-started': judge, 'etcd.leader-elected': judge } };
  },
};

export const initOnOneHost: Invariant = {
  id: 'init-on-one-host',
  title: 'kubeadm init writes on one host only',
  formula: 'the number of hosts on which a phase `certs` of kubeadm init has ever begun ≤ 1',
  watch: () => {
    const hosts = new Set<string>();
    return {
      records: {
        'kubeadm.phase': ({ host, detail }) => {
          if (host === undefined || !String(detail?.['phase']).startsWith('certs')) return undefined;
          hosts.add(host);
          return hosts.size <= 1 ? undefined : `init on ${[...hosts].join(' and ')}`;
        },
      },
    };
  },
};
