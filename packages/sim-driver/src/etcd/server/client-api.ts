import type { Micros } from '../../engine/scheduler.js';
import { seconds } from '../../engine/scheduler.js';
import type { Awaiting } from '../../engine/future.js';
import { Future } from '../../engine/task.js';
import type { Process } from '../../host/process.js';
import type { Service } from '../../network/service.js';
import type {
  AppliedChange,
  EtcdClientService,
  EtcdMember,
  EtcdResult,
  EtcdStatus,
  KeyValue,
} from '../client.js';
import { etcdErrors, failed, succeeded } from '../errors.js';
import type { MemberId } from '../identity.js';
import { addedMemberId, compareIds } from '../identity.js';
import type { Command, ConfigurationChange } from '../raft/command.js';
import { EtcdTroubles } from '../troubles.js';
import type { EtcdServer } from './etcd-server.js';
import { onceLed } from './leader-wait.js';
import { transferLeadership } from './leadership-transfer.js';
import type { ApplyResult } from './proposals.js';
import { answered, later, mapped, settledWith } from './pending-results.js';
import type { ReconfigurationView } from './reconfiguration.js';
import { mayAdd, mayPromote, mayRemove } from './reconfiguration.js';

/** What a client must bring to be let in. */
export interface EtcdListenerSecurity {
  readonly tls: boolean;
  /** `--client-cert-auth`. */
  readonly clientCertificates: boolean;
  /** PEM, read at each handshake: a renewed file is served without a restart. Undefined: not there, or TLS is off. */
  readonly certificate: () => string | undefined;
  /** PEM, as it was when etcd started. */
  readonly trustedAuthority: string | undefined;
  /** Of the server's host. */
  readonly clock: () => Micros;
}

export interface RequestContext {
  /** When the client gives up; the server drops what it has not proposed by then. */
  readonly deadlineUs: Micros;
}

export interface ReplyHeader {
  readonly clusterId: string;
  readonly memberId: MemberId;
  readonly revision: number;
  readonly raftTerm: number;
}

export interface Reply<T> {
  readonly header: ReplyHeader;
  readonly value: T;
}

export type Pending<T> = Future<EtcdResult<Reply<T>>>;

export function isEtcdClientService(service: Service): service is EtcdClientApi {
  return service.protocol === 'etcd-client';
}

/** The gRPC services of one member. Requests wait until the member has published itself. */
export class EtcdClientApi implements EtcdClientService {
  readonly protocol = 'etcd-client';
  readonly security: EtcdListenerSecurity;
  /** Settled when the process has ended: whoever can still reach the host sees its connections break. */
  readonly closed: Future<unknown>;
  readonly #server: () => EtcdServer | undefined;
  readonly #started: Future<EtcdServer>;

  constructor(process: Process, security: EtcdListenerSecurity, started: Future<EtcdServer>) {
    this.security = security;
    this.closed = process.exited;
    this.#started = started;
    this.#server = () => started.value;
  }

  get serves(): boolean {
    return this.#server()?.ready.settled === true;
  }

  onApplied(listener: (change: AppliedChange) => void): () => void {
    const server = this.#server();
    if (server !== undefined) return server.stateMachine.onApplied(listener);
    let forget = (): void => undefined;
    let cancelled = false;
    this.#started.onSettled(() => {
      const late = this.#server();
      if (late !== undefined && !cancelled) forget = late.stateMachine.onApplied(listener);
    });
    return () => {
      cancelled = true;
      forget();
    };
  }

  applied(prefix: string): readonly KeyValue[] | undefined {
    return this.#server()?.backend.kv.range(prefix);
  }

  range(
    key: string,
    options: { readonly prefix: boolean; readonly serializable: boolean },
    context: RequestContext,
  ): Pending<readonly KeyValue[]> {
    const { prefix, serializable } = options;
    return this.#serve(context, serializable ? 'served' : 'refused', (server) => {
      if (serializable) return settledWith(succeeded(keysOf(server, key, prefix)));
      return server.reads.request(context.deadlineUs, () => keysOf(server, key, prefix));
    });
  }

  put(
    key: string,
    value: unknown,
    options: { readonly ifModRevision?: number },
    context: RequestContext,
  ): Pending<number> {
    return this.#serve(context, 'refused', (server) => {
      if (server.backend.alarms.size > 0) return settledWith(failed(etcdErrors.noSpace));
      if (server.storage.quotaReached.size > 0) {
        const { memberId } = server;
        const raised = server.proposals.submit(
          { kind: 'alarm', memberId, raised: true },
          context.deadlineUs,
          'none',
        );
        return answered(raised, () => failed(etcdErrors.noSpace));
      }
      const { ifModRevision } = options;
      const command: Command =
        ifModRevision === undefined
          ? { kind: 'put', key, value }
          : { kind: 'put', key, value, ifModRevision };
      return server.proposals.submit(command, context.deadlineUs, 'server-timeout');
    });
  }

  delete(key: string, options: { readonly prefix: boolean }, context: RequestContext): Pending<number> {
    return this.#propose({ kind: 'delete', key, ...options }, 'server-timeout', context);
  }

  /** Serializable in 3.4; a quorum read since 3.5. */
  memberList(
    options: { readonly serializable: boolean },
    context: RequestContext,
  ): Pending<readonly EtcdMember[]> {
    return this.#serve(context, 'refused', (server) => {
      const read = (): readonly EtcdMember[] => server.backend.membership.list();
      if (options.serializable || !server.profile.linearizableMemberList)
        return settledWith(succeeded(read()));
      return server.reads.request(context.deadlineUs, read);
    });
  }

  memberAdd(
    peerUrls: readonly string[],
    options: { readonly learner: boolean },
    context: RequestContext,
  ): Pending<{ readonly member: EtcdMember; readonly members: readonly EtcdMember[] }> {
    return this.#serve(context, 'refused', (server) => {
      const id = addedMemberId(peerUrls, Math.floor(server.host.clock() / seconds(1)));
      const member: EtcdMember = { id, name: '', peerUrls, clientUrls: [], learner: options.learner };
      const refusal = server.strictReconfigurationCheck
        ? mayAdd(viewOf(server), options.learner, server.profile.addNeeds)
        : undefined;
      if (refusal !== undefined) return settledWith(failed(refusal));
      return mapped(configure(server, { kind: 'add-member', member }, context), () => ({
        member,
        members: server.backend.membership.list(),
      }));
    });
  }

  memberRemove(id: MemberId, context: RequestContext): Pending<readonly EtcdMember[]> {
    return this.#serve(context, 'refused', (server) => {
      const refusal = server.strictReconfigurationCheck ? mayRemove(viewOf(server), id) : undefined;
      if (refusal !== undefined) return settledWith(failed(refusal));
      return this.#change(server, { kind: 'remove-member', memberId: id }, context);
    });
  }

  memberUpdate(
    id: MemberId,
    peerUrls: readonly string[],
    context: RequestContext,
  ): Pending<readonly EtcdMember[]> {
    return this.#serve(context, 'refused', (server) =>
      this.#change(server, { kind: 'update-member', memberId: id, peerUrls }, context),
    );
  }

  /** Only the leader knows how far a learner is; a follower passes the request on over the peer port. */
  memberPromote(id: MemberId, context: RequestContext): Pending<readonly EtcdMember[]> {
    return this.#serve(context, 'refused', (server) =>
      onceLed(
        server,
        context.deadlineUs,
        () => leaderOf(server),
        (leader) => {
          const { lastIndex } = leader.raft.state.log;
          const match = id === leader.memberId ? lastIndex : leader.raft.replication.get(id)?.match;
          const refusal = mayPromote(viewOf(leader), match, lastIndex);
          if (refusal !== undefined) return settledWith(failed(refusal));
          const { scheduler } = leader.host.world;
          const promoted = this.#change(leader, { kind: 'promote-member', memberId: id }, context);
          return later(scheduler, promoted, EtcdTroubles.of(leader.host.world).promotionAnswerUs);
        },
      ),
    );
  }

  status(context: RequestContext): Pending<EtcdStatus> {
    return this.#serve(context, 'served', (server) => settledWith(succeeded(statusOf(server))));
  }

  moveLeader(targetId: MemberId, context: RequestContext): Pending<undefined> {
    return this.#serve(context, 'refused', (server) => {
      const { raft } = server;
      if (raft.role !== 'leader') return settledWith(failed(etcdErrors.notLeader));
      if (targetId === server.memberId) return settledWith(succeeded(undefined));
      if (!server.backend.membership.isVoter(targetId))
        return settledWith(failed(etcdErrors.badLeaderTransferee));
      return transferLeadership(server, targetId, context.deadlineUs);
    });
  }

  /** Members with a NOSPACE alarm. */
  alarmList(context: RequestContext): Pending<readonly MemberId[]> {
    return this.#serve(context, 'refused', (server) =>
      server.reads.request(context.deadlineUs, () => [...server.backend.alarms].sort(compareIds)),
    );
  }

  #propose(command: Command, limit: 'server-timeout' | 'none', context: RequestContext): Pending<number> {
    return this.#serve(context, 'refused', (server) =>
      server.proposals.submit(command, context.deadlineUs, limit),
    );
  }

  #change(
    server: EtcdServer,
    change: ConfigurationChange,
    context: RequestContext,
  ): Future<EtcdResult<readonly EtcdMember[]>> {
    return mapped(configure(server, change, context), () => server.backend.membership.list());
  }

  #serve<T>(
    context: RequestContext,
    learners: 'served' | 'refused',
    run: (server: EtcdServer) => Future<EtcdResult<T>>,
  ): Pending<T> {
    const reply = new Answer<T>();
    const server = this.#server();
    if (server?.ready.settled === true) serve(server, context, learners, run, reply);
    else {
      this.#started.onSettled(() => {
        this.#server()?.ready.onSettled(() => {
          const started = this.#server();
          if (started !== undefined) serve(started, context, learners, run, reply);
        });
      });
    }
    return reply;
  }
}

function serve<T>(
  server: EtcdServer,
  context: RequestContext,
  learners: 'served' | 'refused',
  run: (server: EtcdServer) => Future<EtcdResult<T>>,
  reply: Answer<T>,
): void {
  if (!server.isRunning || context.deadlineUs <= server.host.world.scheduler.now()) return;
  if (learners === 'refused' && server.isLearner) {
    const code = server.profile.learnerRefusal;
    const message = 'etcdserver: rpc not supported for learner';
    reply.settle(failed({ code, message, ambiguous: false }));
    return;
  }
  reply.follow(run(server), server);
}

/** What the client gets: the result of what the server has done for it, under the header of that moment. */
class Answer<T> extends Future<EtcdResult<Reply<T>>> implements Awaiting {
  #result: Future<EtcdResult<T>> | undefined;
  #server: EtcdServer | undefined;

  follow(result: Future<EtcdResult<T>>, server: EtcdServer): void {
    this.#result = result;
    this.#server = server;
    result.onSettled(this);
  }

  futureSettled(): void {
    const result = this.#result?.value;
    if (this.#server !== undefined && result !== undefined) this.settle(withHeader(this.#server, result));
  }
}

function keysOf({ backend: { kv } }: EtcdServer, key: string, prefix: boolean): readonly KeyValue[] {
  if (prefix) return kv.range(key);
  const found = kv.get(key);
  return found === undefined ? [] : [found];
}

function statusOf(server: EtcdServer): EtcdStatus {
  const { raft, backend } = server;
  return {
    clusterId: server.clusterId,
    memberId: server.memberId,
    version: server.profile.version,
    dbSize: backend.sizeInBytes,
    leaderId: raft.leaderId ?? '',
    raftTerm: server.reportedTerm,
    raftIndex: raft.state.commit,
    raftAppliedIndex: backend.appliedIndex,
    revision: backend.kv.revision,
    learner: server.isLearner,
    errors: raft.leaderId === undefined ? ['etcdserver: no leader'] : [],
  };
}

function viewOf(server: EtcdServer): ReconfigurationView {
  return {
    self: server.memberId,
    membership: server.backend.membership,
    nowUs: server.host.world.scheduler.now(),
    activeSince: (id) => server.links.activeSince(id),
  };
}

function leaderOf(server: EtcdServer): EtcdServer | undefined {
  const { leaderId } = server.raft;
  const leader =
    leaderId === undefined || leaderId === server.memberId ? server : server.links.reachable(leaderId);
  return leader?.raft.role === 'leader' ? leader : undefined;
}

/** Membership changes have no time-out in the server: a change that cannot commit waits as long as its client. */
function configure(
  server: EtcdServer,
  change: ConfigurationChange,
  context: RequestContext,
): Future<ApplyResult> {
  return server.proposals.submit({ kind: 'configuration', change }, context.deadlineUs, 'none');
}

function withHeader<T>(server: EtcdServer, result: EtcdResult<T>): EtcdResult<Reply<T>> {
  if (!result.ok) return result;
  const header: ReplyHeader = {
    clusterId: server.clusterId,
    memberId: server.memberId,
    revision: server.backend.kv.revision,
    raftTerm: server.reportedTerm,
  };
  return succeeded({ header, value: result.value });
}
