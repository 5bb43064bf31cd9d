import type { Micros } from '../../engine/scheduler.js';
import type { MemberId } from '../identity.js';
import { nthSmallest } from '../nth-smallest.js';
import type { EtcdServer } from './etcd-server.js';

/** A leader that could confirm its leadership right now. */
export interface ReadIndex {
  readonly index: number;
  /** Time for asking the leader and for its round to a quorum. */
  readonly roundTripUs: Micros;
  /** Identifies the leadership, so that one that changed meanwhile does not count. */
  readonly term: number;
}

/** etcd: ReadIndex. Undefined: no leader is known, or it could not confirm that it still leads. */
export function readIndexOf(server: EtcdServer): ReadIndex | undefined {
  const { leaderId } = server.raft;
  if (leaderId === undefined || !server.isRunning) return undefined;
  const own = leaderId === server.memberId;
  const leader = own ? server : server.links.reachable(leaderId);
  // Before its own first entry is committed a leader does not know what is.
  if (leader?.raft.role !== 'leader' || !leader.raft.committedInTerm) return undefined;
  const quorumUs = roundTripToQuorum(leader);
  if (quorumUs === undefined) return undefined;
  const { network } = server.host.world;
  const toLeaderUs = own ? 0 : 2 * network.latency(server.host.name, leader.host.name);
  const { commit, term } = leader.raft.state;
  return { index: commit, roundTripUs: toLeaderUs + quorumUs, term };
}

/** What a heartbeat round takes until a quorum has answered; undefined: it would not. */
function roundTripToQuorum(leader: EtcdServer): Micros | undefined {
  const { voters, quorum } = leader.backend.membership;
  const slowestUs = nthSmallest(
    voters.map((voter) => roundTripTo(leader, voter)),
    quorum - 1,
  );
  return slowestUs === Number.POSITIVE_INFINITY ? undefined : slowestUs;
}

/** Infinite: it does not answer. */
function roundTripTo(leader: EtcdServer, voter: MemberId): Micros {
  if (voter === leader.memberId) return 0;
  const peer = leader.links.reachable(voter);
  if (peer === undefined || peer.raft.state.term > leader.raft.state.term) return Number.POSITIVE_INFINITY;
  return 2 * leader.host.world.network.latency(leader.host.name, peer.host.name);
}
