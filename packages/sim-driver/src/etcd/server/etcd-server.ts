import type { Rng } from '../../engine/rng.js';
import type { Timers } from '../../engine/scheduler.js';
import { millis } from '../../engine/scheduler.js';
import { Future } from '../../engine/task.js';
import type { Host } from '../../host/host.js';
import type { Process } from '../../host/process.js';
import type { Backend } from '../backend.js';
import { serverContextExpired } from '../errors.js';
import type { MemberId } from '../identity.js';
import type { EtcdProfile } from '../profile.js';
import type { Command, ConfigurationChange } from '../raft/command.js';
import type { RaftMessage, RaftSnapshot } from '../raft/message.js';
import type { RaftEnvironment, RaftRole } from '../raft/environment.js';
import { RaftNode } from '../raft/raft-node.js';
import type { EtcdStorage } from '../storage.js';
import { DATA_DIRECTORY, walPath } from '../storage.js';
import { configurationRecord } from './configuration-record.js';
import { ElectionClock } from './election-clock.js';
import { ElectionTimer } from './election-timer.js';
import { FirstElection } from './first-election.js';
import { LogDisk } from './log-disk.js';
import { slowFsyncWarning } from './slow-fsync-warning.js';
import { LeaderContact } from './leader-contact.js';
import { LinearizableReads } from './linearizable-reads.js';
import { PeerLinks } from './peer-links.js';
import { Proposals } from './proposals.js';
import { Publication } from './publication.js';
import { QuorumCheck } from './quorum-check.js';
import { hasContactWithQuorum, heardFromQuorumSince } from './quorum-contact.js';
import { readIndexOf } from './read-index.js';
import type { EtcdServerOptions, ServerExit } from './server-options.js';
import { StateMachine } from './state-machine.js';

/** A removed member gives its peers a moment, then stops by itself. */
const REMOVED_STOP_US = millis(50);

/** One running etcd process: raft, its state machine, its links, and those who wait for it. */
export class EtcdServer implements RaftEnvironment {
  readonly host: Host;
  readonly profile: EtcdProfile;
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly memberId: MemberId;
  readonly clusterId: string;
  readonly strictReconfigurationCheck: boolean;
  readonly raft: RaftNode;
  readonly clock: ElectionClock;
  readonly links: PeerLinks;
  readonly proposals: Proposals;
  readonly reads: LinearizableReads;
  readonly stateMachine: StateMachine;
  readonly exit = new Future<ServerExit>();
  readonly #process: Process;
  readonly #storage: EtcdStorage;
  readonly #logDisk: LogDisk;
  readonly #scheduler: Timers;
  readonly #diskRng: Rng;
  readonly #electionTimer: ElectionTimer;
  readonly #quorumCheck: QuorumCheck;
  readonly #firstElection: FirstElection;
  readonly #publication: Publication;
  readonly #leaderListeners = new Set<() => void>();
  readonly #forgetNetwork: () => void;
  #stopped = false;
  readonly #contact: LeaderContact;
  /** The last term with a leader, as `endpoint status` shows it. */
  #reportedTerm: number;

  constructor(options: EtcdServerOptions) {
    const { process, storage, profile } = options;
    const { host, world } = process;
    const scheduler = process.timers;
    this.#process = process;
    this.#storage = storage;
    this.#logDisk = new LogDisk(() => host.disk.condition, scheduler, slowFsyncWarning(options.process));
    this.#scheduler = scheduler;
    const stream = (subsystem: string) => world.rng.stream(`etcd/${host.name}/${subsystem}`);
    const electionRng = stream('elections');
    this.#diskRng = stream('disk');
    this.#reportedTerm = storage.hardState.term;
    this.host = host;
    this.profile = profile;
    this.name = options.name;
    this.peerUrls = options.peerUrls;
    this.clientUrls = options.clientUrls;
    this.memberId = storage.memberId;
    this.clusterId = storage.clusterId;
    this.strictReconfigurationCheck = options.strictReconfigurationCheck;
    this.clock = new ElectionClock(scheduler, electionRng, options.timing);
    this.#contact = new LeaderContact(this.clock);
    this.#firstElection = new FirstElection(scheduler, this.clock, electionRng);
    this.raft = new RaftNode(storage.memberId, storage.hardState, this, { preVote: options.preVote });
    this.proposals = new Proposals(scheduler, {
      hasLeader: () => this.raft.leaderId !== undefined,
      forward: (command) => this.#handToLeader(command),
      contextExpired: serverContextExpired(profile.retriesBlockedWrites),
    });
    this.reads = new LinearizableReads(
      scheduler,
      () => readIndexOf(this),
      () => this.backend.appliedIndex,
    );
    this.#publication = new Publication(scheduler, () => {
      const { memberId, name, clientUrls } = this;
      this.#handToLeader({ kind: 'publish', memberId, name, clientUrls });
    });
    this.stateMachine = new StateMachine(storage, options.snapshotCount, {
      profile,
      isRunning: () => this.isRunning,
      isLeader: () => this.raft.role === 'leader',
      applied: (command, result) => {
        if (command.kind === 'alarm' && command.raised && command.memberId === this.memberId)
          this.host.world.record('etcd.alarm-raised', this.host.name, { member: this.memberId });
        this.proposals.settle(command, result);
      },
      published: (id) => {
        if (id === this.memberId && this.#publication.applied()) this.#recordStarted();
      },
      configurationApplied: (change) => this.#configurationApplied(change),
      proposeClusterVersion: (version) => {
        scheduler.after(0, () => {
          this.#propose({ kind: 'cluster-version', version });
        });
      },
      panic: (message) => this.panic(message),
    });
    this.#electionTimer = new ElectionTimer(scheduler, this.clock, {
      needsLeader: () =>
        this.isRunning && this.raft.role !== 'leader' && this.raft.promotable && !this.#contact.holds,
      isHopeless: () => this.raft.leaderId === undefined && !hasContactWithQuorum(this),
      campaign: () => {
        if (!this.#stopOnFullDisk()) this.raft.campaign();
      },
      burnTerms: (count) => this.raft.burnTerms(count),
    });
    this.#quorumCheck = new QuorumCheck(scheduler, this.clock, {
      isLeader: () => this.isRunning && this.raft.role === 'leader',
      hasContactWithQuorum: () => hasContactWithQuorum(this),
      heardFromQuorumSince: (us) => heardFromQuorumSince(this, us),
      stepDown: () => this.raft.stepDown(),
    });
    this.links = new PeerLinks({
      server: this,
      host,
      noticesSilentPeers: profile.noticesSilentPeers,
      security: options.peerSecurity,
      rng: stream('peers'),
      peerReachable: (peerId) => this.#peerReachable(peerId),
      peerLost: (peerId) => this.#peerLost(peerId),
      toldRemoved: () => this.#stopAsRemoved(),
    });
    this.#forgetNetwork = world.network.onChange(() => this.links.evaluateAll());
    process.exited.onSettled(() => this.#shutDown());
    for (const peer of options.knownPeers) this.links.add(peer.id, peer.peerUrls);
  }

  /** Begins to take part. The peer port must be listening. */
  start(): void {
    for (const member of this.backend.membership.list()) this.#linkTo(member.id, member.peerUrls);
    this.commitAdvanced();
    if (this.backend.membership.isRemoved(this.memberId)) {
      this.#stopAsRemoved();
      return;
    }
    const { voters } = this.backend.membership;
    if (voters.length === 1) this.#firstElection.alone();
    this.#electionTimer.update();
  }

  /** Its process is not stopped. */
  get answers(): boolean {
    return !this.#process.paused;
  }

  get isRunning(): boolean {
    return !this.#stopped;
  }

  get backend(): Backend {
    return this.#storage.backend;
  }

  get storage(): EtcdStorage {
    return this.#storage;
  }

  get isLearner(): boolean {
    return this.backend.membership.get(this.memberId)?.learner === true;
  }

  get reportedTerm(): number {
    return this.#reportedTerm;
  }

  isMemberRemoved(id: MemberId): boolean {
    return this.backend.membership.isRemoved(id);
  }

  /** Settled when the member has published itself: before, its client port answers nothing. */
  get ready(): Future<true> {
    return this.#publication.done;
  }

  /** Calls back after every change of the known leader, until told to stop. */
  onLeaderChanged(listener: () => void): () => void {
    this.#leaderListeners.add(listener);
    return () => {
      this.#leaderListeners.delete(listener);
    };
  }

  receive(message: RaftMessage): void {
    if (this.#stopped || (fillsLog(message) && this.#stopOnFullDisk())) return;
    if (message.kind === 'propose') {
      this.#propose(message.command);
      return;
    }
    const { state } = this.raft;
    const { term, vote } = state;
    this.raft.step(message);
    if (this.exit.value?.code !== 2) return;
    // The step that panicked has not reached the disk.
    state.term = term;
    state.vote = vote;
  }

  /** The leader of this member has stopped leading, so its heartbeats stop. */
  leaderFellSilent(leader: EtcdServer): void {
    if (!this.#contact.isWith(leader)) return;
    this.#contact.lose(leader.memberId);
    this.#electionTimer.update();
  }

  // What raft asks of its environment.

  membership(): Backend['membership'] {
    return this.backend.membership;
  }

  appliedIndex(): number {
    return this.backend.appliedIndex;
  }

  reaches(to: MemberId): boolean {
    return this.links.isUsable(to);
  }

  send(to: MemberId, message: RaftMessage): void {
    const writeUs = mustReachDisk(message) ? this.#diskRng.integer(300, 1500) + this.#logDisk.syncUs : 0;
    this.links.deliver(to, writeUs, message);
  }

  leaderLeaseHolds(): boolean {
    return this.#contact.leaseHolds;
  }

  heardFromLeader(): void {
    const { leaderId, state } = this.raft;
    this.#contact.heard(leaderId === undefined ? undefined : this.links.reachable(leaderId), state.term);
    this.#electionTimer.update();
  }

  electionReset(): void {
    this.clock.reset();
    this.#electionTimer.update();
  }

  roleChanged(previous: RaftRole): void {
    const { role, state } = this.raft;
    if (previous === 'leader') {
      this.#record('etcd.stepped-down', { term: state.term, member: this.memberId });
      this.links.forEachReachable((peer) => peer.leaderFellSilent(this));
    }
    if (role === 'leader') {
      this.#record('etcd.leader-elected', { term: state.term, member: this.memberId });
      this.#quorumCheck.becameLeader();
    } else this.#quorumCheck.stop();
    this.#electionTimer.update();
  }

  leaderChanged(): void {
    const { leaderId, state } = this.raft;
    this.#contact.follows(leaderId);
    if (leaderId !== undefined) {
      this.#reportedTerm = state.term;
      // Not now: a new leader must take its own first entry before anybody else's.
      this.#scheduler.after(0, () => this.#leaderKnown());
    }
    for (const listener of [...this.#leaderListeners]) listener();
  }

  commitAdvanced(): void {
    this.stateMachine.applyCommitted();
    this.reads.applied();
    this.reads.retry();
  }

  takeSnapshot(): RaftSnapshot {
    return this.stateMachine.takeSnapshot();
  }

  installSnapshot(snapshot: RaftSnapshot): void {
    this.stateMachine.installSnapshot(snapshot);
    for (const member of this.backend.membership.list()) this.#linkTo(member.id, member.peerUrls);
    const published = (this.backend.membership.get(this.memberId)?.clientUrls.length ?? 0) > 0;
    if (published && this.#publication.applied()) this.#recordStarted();
  }

  panic(message: string): void {
    this.#stop({ code: 2, message: `panic: ${message}` });
  }

  #peerReachable(peerId: MemberId): void {
    this.#quorumCheck.update();
    this.#electionTimer.update();
    if (this.raft.role === 'leader') {
      this.#scheduler.at(this.clock.nextTickUs, () => {
        if (!this.#stopped) this.raft.heartbeat(peerId);
      });
      this.links.forEachReachable((peer) => peer.reads.retry());
    }
    this.reads.retry();
    this.#firstElection.connected(
      this.links.usableCount,
      () => this.isRunning && this.raft.leaderId === undefined,
      () => this.#electionTimer.update(),
    );
  }

  #peerLost(peerId: MemberId): void {
    const progress = this.raft.replication.get(peerId);
    if (progress !== undefined) progress.lastHeardUs = this.clock.lastTickUs;
    this.raft.replication.linkLost(peerId);
    this.#contact.lose(peerId);
    this.#quorumCheck.update();
    this.#electionTimer.update();
  }

  #handToLeader(command: Command): void {
    const { leaderId } = this.raft;
    if (leaderId === undefined) return;
    if (leaderId === this.memberId) this.#propose(command);
    else this.send(leaderId, { kind: 'propose', from: this.memberId, term: this.raft.state.term, command });
  }

  #propose(command: Command): void {
    if (this.#stopOnFullDisk()) return;
    const { tickUs, electionTicks } = this.clock.timing;
    // The loop that writes the log also sends the heartbeats.
    if (this.raft.role === 'leader' && this.#logDisk.syncUs >= tickUs * electionTicks)
      this.links.forEachReachable((peer) => {
        peer.leaderFellSilent(this);
      });
    this.#logDisk.write(() => {
      if (this.isRunning) this.raft.propose(command);
    });
  }

  /** True: there is no room for the next entry, and etcd has ended over it. */
  #stopOnFullDisk(): boolean {
    if (!this.#logDisk.full) return false;
    this.#stop({
      code: 1,
      message: `failed to save Raft hard state and entries: write ${walPath(DATA_DIRECTORY)}: no space left on device`,
    });
    return true;
  }

  #leaderKnown(): void {
    if (this.#stopped || this.raft.leaderId === undefined) return;
    this.proposals.flush();
    this.#publication.attempt();
    this.reads.retry();
  }

  #recordStarted(): void {
    this.#record('etcd.member-started', { member: this.memberId });
  }

  #configurationApplied(change: ConfigurationChange): void {
    if (this.raft.role === 'leader') {
      // Once per change: by the leader, which applies it first.
      const { event, detail } = configurationRecord(change);
      this.#record(event, detail);
    }
    if (change.kind === 'add-member') this.#linkTo(change.member.id, change.member.peerUrls);
    else if (change.kind === 'update-member') this.#linkTo(change.memberId, change.peerUrls);
    else if (change.kind === 'remove-member' && change.memberId !== this.memberId) {
      this.links.remove(change.memberId);
    } else if (change.kind === 'remove-member') {
      this.#scheduler.after(REMOVED_STOP_US, () => this.#stopAsRemoved());
    }
    this.raft.configurationApplied();
    this.#quorumCheck.update();
    this.#electionTimer.update();
  }

  #linkTo(id: MemberId, peerUrls: readonly string[]): void {
    if (id !== this.memberId) this.links.add(id, peerUrls);
  }

  #stopAsRemoved(): void {
    this.#stop({ code: 0, message: 'the member has been permanently removed from the cluster' });
  }

  #stop(exit: ServerExit): void {
    if (this.#stopped) return;
    this.#record('etcd.exited', { member: this.memberId, code: exit.code, reason: exit.message });
    this.#shutDown();
    this.exit.settle(exit);
  }

  #shutDown(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#forgetNetwork();
    this.#electionTimer.stop();
    this.#quorumCheck.stop();
    this.#publication.stop();
    this.links.stop();
  }

  #record(event: string, detail: Readonly<Record<string, string | number | boolean>>): void {
    this.#process.world.record(event, this.host.name, detail);
  }
}

function fillsLog(message: RaftMessage): boolean {
  if (message.kind === 'append') return message.entries.length > 0;
  return message.kind === 'snapshot' || message.kind === 'vote';
}

/** Votes and entries are promises: they are on the disk before they are given. */
function mustReachDisk(message: RaftMessage): boolean {
  return message.kind === 'append-reply' || message.kind === 'vote' || message.kind === 'vote-reply';
}
