import { millis } from '../engine/scheduler.js';
import { etcdMembers } from '../etcd/inspect.js';
import type { Host } from '../host/host.js';
import { listTokens } from '../kubernetes/inspect.js';
import type { Simulation } from '../simulation/simulation.js';
import type { Invariant } from './invariant.js';

export const oneControlPlaneJoinAtATime: Invariant = {
  id: 'one-control-plane-join-at-a-time',
  title: 'no two masters join at once',
  watch: (simulation) => {
    const masters = simulation.spec.hosts.filter((host) => host.role === 'control-plane');
    return ({ event }) => {
      if (event !== 'kubeadm.phase') return undefined;
      const joining = masters.filter((master) => joins(simulation.world.host(master.name)));
      return joining.length <= 1
        ? undefined
        : `${joining.map((master) => master.name).join(' and ')} join at once`;
    };
  },
};

function joins(host: Host): boolean {
  return host
    .processesNamed('kubeadm')
    .some((process) => process.argv[1] === 'join' && process.argv[2] !== 'phase');
}

export const oneCluster: Invariant = {
  id: 'one-cluster',
  title: 'all members that run belong to one cluster',
  watch: ({ world }) => {
    return ({ event }) => {
      if (event !== 'etcd.member-started' && event !== 'etcd.leader-elected') return undefined;
      const clusters = new Set(etcdMembers(world).map((member) => member.clusterId));
      return clusters.size <= 1 ? undefined : `clusters ${[...clusters].join(' and ')}`;
    };
  },
};

export const initOnOneHost: Invariant = {
  id: 'init-on-one-host',
  title: 'kubeadm init writes on one host only',
  watch: () => {
    const hosts = new Set<string>();
    return ({ event, host, detail }) => {
      if (event !== 'kubeadm.phase' || host === undefined || !String(detail?.['phase']).startsWith('certs'))
        return undefined;
      hosts.add(host);
      return hosts.size <= 1 ? undefined : `init on ${[...hosts].join(' and ')}`;
    };
  },
};

/** Where the lowering of a join puts its configuration. */
const JOIN_CONFIGURATION = '/run/quorate/join.yaml';

export const credentialsOutlastTheJoin: Invariant = {
  id: 'credentials-outlast-the-join',
  title: 'no join starts with a token that is gone or has less left than the join may take',
  watch: (simulation) => {
    return ({ event, host: name, detail }) => {
      if (event !== 'kubeadm.phase' || name === undefined || detail?.['phase'] !== 'preflight')
        return undefined;
      const host = simulation.world.host(name);
      if (!joins(host)) return undefined;
      const id = /token: "?'?([a-z0-9]{6})\./.exec(host.disk.text(JOIN_CONFIGURATION) ?? '')?.[1];
      return id === undefined ? undefined : tokenProblem(simulation, id);
    };
  },
};

function tokenProblem({ world, spec }: Simulation, id: string): string | undefined {
  const tokens = listTokens(world);
  // Without an apiserver nobody can say, and the join will not get far.
  if (tokens === undefined) return undefined;
  const token = tokens.find((one) => one.id === id);
  if (token === undefined) return `token ${id} is gone`;
  if (token.expiresUs === undefined) return undefined;
  const leftUs = token.expiresUs - world.scheduler.now();
  return leftUs > millis(spec.budgets.joinTimeoutMs)
    ? undefined
    : `token ${id} has ${Math.round(leftUs / millis(1000))} s left`;
}
