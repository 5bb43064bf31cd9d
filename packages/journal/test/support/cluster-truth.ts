import type { ClusterLook, Simulation } from '@quorate/sim-driver';
import { lookAt } from '@quorate/sim-driver';

/** What was really done to the hosts of a simulation, whoever did it. */
export interface Doings {
  /** Hosts on which a `kubeadm init` or `join` began its work. */
  readonly kubeadmRuns: readonly string[];
  /** Members that were added to etcd, by their ids. */
  readonly membersAdded: readonly string[];
}

export function watchDoings(simulation: Simulation): Doings {
  const kubeadmRuns: string[] = [];
  const membersAdded: string[] = [];
  simulation.world.trace.onRecord(({ event, host = '', detail }) => {
    if (event === 'kubeadm.phase' && detail?.['phase'] === 'preflight') kubeadmRuns.push(host);
    if (event === 'etcd.member-added') membersAdded.push(String(detail?.['member']));
  });
  return { kubeadmRuns, membersAdded };
}

/** How the cluster stands, without what depends on the moment. */
export function finalState(simulation: Simulation): Omit<ClusterLook, 'atMs'> {
  const { atMs: _, ...state } = lookAt(simulation);
  const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
    a.name < b.name ? -1 : 1;
  return { ...state, members: state.members.toSorted(byName), nodes: state.nodes?.toSorted(byName) };
}
