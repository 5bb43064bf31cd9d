import type { Micros } from '../../engine/scheduler.js';
import type { EtcdServer } from './etcd-server.js';

/** Links to a quorum of voters are up, the member itself included. */
export function hasContactWithQuorum(server: EtcdServer): boolean {
  return countVoters(server, (voter) => server.links.isUsable(voter));
}

/** A leader has heard from a quorum of voters at or after `us`: over links that are up it hears at every tick. */
export function heardFromQuorumSince(server: EtcdServer, us: Micros): boolean {
  return countVoters(server, (voter) => {
    const lastHeardUs = server.raft.replication.get(voter)?.lastHeardUs;
    return server.links.isUsable(voter) || (lastHeardUs !== undefined && lastHeardUs >= us);
  });
}

function countVoters(server: EtcdServer, counts: (voter: string) => boolean): boolean {
  const { voters, quorum } = server.backend.membership;
  let count = 0;
  for (const voter of voters) if (voter === server.memberId || counts(voter)) count += 1;
  return count >= quorum;
}
