import type { TraceRecord } from '../engine/trace.js';
import { runningServers } from '../etcd/inspect.js';
import type { EtcdServer } from '../etcd/server/etcd-server.js';
import type { World } from '../world/world.js';
import type { Finding, Invariant } from './invariant.js';

interface Committed {
  readonly index: number;
  readonly term: number;
}

/** Phases of `kubeadm reset`. */
const RESETS = new Set(['remove-etcd-member', 'cleanup-node']);

export const committedDataSurvives: Invariant = {
  id: 'committed-data-survives',
  title: 'what a majority has committed is in the log of every later leader',
  formula:
    'for every leader elected in a cluster: its log holds, at the highest index c that any member has committed before, an entry of the same term; and any two members have the same term at the lower of their commit indexes. An init that was reset before it had reached its addons leaves no cluster behind',
  watch: ({ simulation: { world } }) => {
    const committed = new Map<string, Committed>();
    // Of a cluster that a reset undoes: each runs on for a moment, with the data that is being deleted.
    const undone = new WeakSet<EtcdServer>();
    const look = (): Finding => {
      for (const server of servers(world)) if (!undone.has(server)) note(committed, server);
      return undefined;
    };
    const elected = ({ host, detail }: TraceRecord): Finding => {
      const all = servers(world);
      const leader = all.find((one) => one.host.name === host && one.memberId === detail?.['member']);
      const finding = leader === undefined ? undefined : (lost(leader, committed) ?? diverged(leader, all));
      look();
      return finding;
    };
    let initialised = false;
    const phase = ({ detail }: TraceRecord): Finding => {
      const name = String(detail?.['phase']);
      if (name.startsWith('addon')) initialised = true;
      if (!RESETS.has(name) || initialised) return undefined;
      committed.clear();
      for (const server of servers(world)) undone.add(server);
      return undefined;
    };
    return {
      records: {
        'kubeadm.phase': phase,
        'etcd.leader-elected': elected,
        'fault.struck': look,
        'etcd.stepped-down': look,
        'etcd.member-added': look,
        'etcd.member-removed': look,
        'etcd.member-promoted': look,
        'kubeadm.exited': look,
      },
    };
  },
};

function servers(world: World): readonly EtcdServer[] {
  const found: EtcdServer[] = [];
  for (const host of world.hosts.values()) for (const { server } of runningServers(host)) found.push(server);
  return found;
}

function note(committed: Map<string, Committed>, { clusterId, raft }: EtcdServer): void {
  const index = raft.state.commit;
  if (index <= (committed.get(clusterId)?.index ?? 0)) return;
  const term = raft.state.log.termAt(index);
  if (term !== undefined) committed.set(clusterId, { index, term });
}

function lost({ clusterId, memberId, raft }: EtcdServer, committed: Map<string, Committed>): Finding {
  const known = committed.get(clusterId);
  if (known === undefined || known.index <= raft.state.log.compactedIndex) return undefined;
  const term = raft.state.log.termAt(known.index);
  if (term === known.term) return undefined;
  const there = term === undefined ? `ends at ${raft.state.log.lastIndex}` : `has term ${term} there`;
  return `entry ${known.index} of term ${known.term} was committed; the log of leader ${memberId} ${there}`;
}

function diverged(leader: EtcdServer, all: readonly EtcdServer[]): Finding {
  for (const other of all) {
    if (other === leader || other.clusterId !== leader.clusterId) continue;
    const index = Math.min(other.raft.state.commit, leader.raft.state.commit);
    const own = leader.raft.state.log.termAt(index);
    const theirs = other.raft.state.log.termAt(index);
    if (own !== undefined && theirs !== undefined && own !== theirs)
      return `entry ${index} is committed with term ${own} on ${leader.memberId} and ${theirs} on ${other.memberId}`;
  }
  return undefined;
}
