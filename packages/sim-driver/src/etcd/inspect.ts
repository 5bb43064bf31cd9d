import type { Host } from '../host/host.js';
import type { Process } from '../host/process.js';
import type { World } from '../world/world.js';
import type { EtcdMember, KeyValue } from './client.js';
import type { MemberId } from './identity.js';
import type { RaftRole } from './raft/environment.js';
import type { EtcdServer } from './server/etcd-server.js';
import { isPeerService } from './server/peer-links.js';

/** One running etcd as an outside observer sees it. Takes no virtual time. */
export interface EtcdMemberView {
  readonly host: string;
  readonly process: Process;
  readonly memberId: MemberId;
  readonly clusterId: string;
  readonly name: string;
  readonly role: RaftRole | 'learner';
  /** It has published itself and serves clients. */
  readonly ready: boolean;
  readonly term: number;
  readonly leaderId: MemberId | undefined;
  readonly commit: number;
  readonly applied: number;
  /** As this member sees it. */
  readonly members: readonly EtcdMember[];
  /** All keys in order, at `applied`. */
  keys(): readonly KeyValue[];
}

/** Every running member in the world, in the order of its hosts. */
export function etcdMembers(world: World): readonly EtcdMemberView[] {
  return [...world.hosts.values()].flatMap((host) => etcdMembersOn(host));
}

export function etcdMembersOn(host: Host): readonly EtcdMemberView[] {
  return runningServers(host).map(({ process, server }) => viewOf(host, process, server));
}

export function runningServers(host: Host): readonly { process: Process; server: EtcdServer }[] {
  const found = new Map<EtcdServer, Process>();
  for (const { process, service } of host.listeners) {
    const server = isPeerService(service) ? service.server() : undefined;
    if (server?.isRunning === true) found.set(server, process);
  }
  return [...found].map(([server, process]) => ({ server, process }));
}

function viewOf(host: Host, process: Process, server: EtcdServer): EtcdMemberView {
  const { raft, backend } = server;
  return {
    host: host.name,
    process,
    memberId: server.memberId,
    clusterId: server.clusterId,
    name: server.name,
    role: server.isLearner ? 'learner' : raft.role,
    ready: server.ready.settled,
    term: raft.state.term,
    leaderId: raft.leaderId,
    commit: raft.state.commit,
    applied: backend.appliedIndex,
    members: backend.membership.list(),
    keys: () => backend.kv.range(''),
  };
}
