import type { EtcdMemberView } from '../../src/etcd/inspect.js';
import { etcdMembers } from '../../src/etcd/inspect.js';
import type { Simulation } from '../../src/index.js';

/** What is left of etcd, as somebody who sees every host would say it. */
export interface EtcdState {
  /** Member lists that somebody leads. More than one: the cluster is split. */
  readonly clusters: number;
  readonly voters: number;
  readonly learners: number;
  /** Voters that run and have published themselves. */
  readonly serving: number;
  readonly quorum: 'kept' | 'lost';
}

/** Counts the cluster of the best informed member; none runs: nothing is left. */
export function etcdState(simulation: Simulation): EtcdState {
  const views = etcdMembers(simulation.world);
  const best = [...views].sort((a, b) => b.applied - a.applied || b.term - a.term)[0];
  if (best === undefined) return { clusters: 0, voters: 0, learners: 0, serving: 0, quorum: 'lost' };
  const voters = best.members.filter(({ learner }) => !learner).map(({ id }) => id);
  const serving = views.filter(
    ({ memberId, clusterId, ready, role }) =>
      clusterId === best.clusterId && ready && role !== 'learner' && voters.includes(memberId),
  ).length;
  const led = views.some(({ role, ready }) => role === 'leader' && ready);
  return {
    clusters: new Set(views.filter(({ role }) => role === 'leader').map(identityOf)).size,
    voters: voters.length,
    learners: best.members.length - voters.length,
    serving,
    quorum: led && serving >= Math.floor(voters.length / 2) + 1 ? 'kept' : 'lost',
  };
}

/** Its id alone does not tell: a first master that is initialised again makes a cluster of the same id. */
function identityOf({ clusterId, members }: EtcdMemberView): string {
  return [clusterId, ...members.map(({ id }) => id).sort()].join();
}
