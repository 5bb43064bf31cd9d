import { assertNever } from '@quorate/core';
import type { MemberId } from '../identity.js';
import type { Membership } from '../membership.js';
import type { Command, LogEntry } from './command.js';
import { EMPTY_COMMAND } from './command.js';
import type { HardState, RaftEnvironment, RaftRole } from './environment.js';
import type { RaftMessage, RaftSnapshot } from './message.js';
import { Replication } from './replication.js';
import { VoteTally } from './vote-tally.js';

/** Raft as etcd runs it: check-quorum, optional pre-vote, learners, leader transfer, one unapplied configuration change. */
export class RaftNode {
  readonly id: MemberId;
  readonly state: HardState;
  role: RaftRole = 'follower';
  /** Of a leader; empty otherwise. */
  readonly replication: Replication;
  readonly #environment: RaftEnvironment;
  readonly #preVote: boolean;
  #leaderId: MemberId | undefined;
  #votes = new VoteTally();
  /** Index of the newest configuration change that may be unapplied. */
  #pendingConfiguration = 0;
  #transferee: MemberId | undefined;

  constructor(
    id: MemberId,
    state: HardState,
    environment: RaftEnvironment,
    options: { readonly preVote: boolean },
  ) {
    this.id = id;
    this.state = state;
    this.#environment = environment;
    this.replication = new Replication(id, state, environment);
    this.#preVote = options.preVote;
  }

  get leaderId(): MemberId | undefined {
    return this.#leaderId;
  }

  /** Whether a leader has committed an entry of its own term, without which it serves no linearizable reads. */
  get committedInTerm(): boolean {
    return this.state.log.termAt(this.state.commit) === this.state.term;
  }

  /** Voters with a say, and able to become leader. */
  get promotable(): boolean {
    return this.#membership.isVoter(this.id);
  }

  step(message: RaftMessage): void {
    if (message.term > this.state.term) {
      if (!this.#acceptHigherTerm(message)) return;
    } else if (message.term < this.state.term && message.kind !== 'propose') {
      this.#answerLowerTerm(message);
      return;
    }
    switch (message.kind) {
      case 'vote':
      case 'pre-vote':
        this.#considerVote(message);
        return;
      case 'vote-reply':
      case 'pre-vote-reply':
        this.#countVote(message.kind === 'vote-reply' ? 'candidate' : 'pre-candidate', message);
        return;
      case 'append':
      case 'heartbeat':
      case 'snapshot':
        this.#obeyLeader(message);
        return;
      case 'append-reply':
        this.#handleAppendReply(message);
        return;
      case 'heartbeat-reply':
        this.replication.heartbeatAnswered(message.from);
        return;
      case 'timeout-now':
        if (this.promotable) this.#campaign('candidate', true);
        return;
      case 'propose':
        this.propose(message.command);
        return;
      default:
        assertNever(message);
    }
  }

  /** The election timer has fired. */
  campaign(): void {
    if (this.role === 'leader' || !this.promotable) return;
    this.#campaign(this.#preVote ? 'pre-candidate' : 'candidate', false);
  }

  /** Terms that passed in fruitless elections while nobody could hear them. */
  burnTerms(count: number): void {
    if (count === 0 || this.#preVote) return;
    this.state.term += count;
    this.state.vote = this.id;
    this.#become('candidate', undefined);
  }

  /** Takes a command into the log. False: dropped, as by a node that is not the leader or is handing over. */
  propose(command: Command): boolean {
    if (this.role !== 'leader' || this.#transferee !== undefined) return false;
    if (this.#membership.get(this.id) === undefined) return false;
    const { log } = this.state;
    let accepted = command;
    if (command.kind === 'configuration') {
      // etcd tells nobody: whoever proposed it waits until its deadline.
      if (this.#pendingConfiguration > this.#environment.appliedIndex()) accepted = EMPTY_COMMAND;
      else this.#pendingConfiguration = log.lastIndex + 1;
    }
    log.append({ term: this.state.term, index: log.lastIndex + 1, command: accepted });
    this.replication.sendToAll();
    this.#advanceCommit();
    return true;
  }

  /** Check-quorum failed: leads no longer, in the same term. */
  stepDown(): void {
    if (this.role === 'leader') this.#becomeFollower(this.state.term, undefined);
  }

  transferLeadership(to: MemberId): void {
    if (this.role !== 'leader' || this.replication.get(to) === undefined) return;
    this.#transferee = to;
    if (this.replication.isComplete(to))
      this.#environment.send(to, { from: this.id, term: this.state.term, kind: 'timeout-now' });
    else this.replication.sendTo(to);
  }

  abortTransfer(): void {
    this.#transferee = undefined;
  }

  /** Sends what the periodic heartbeat would carry. */
  heartbeat(to: MemberId): void {
    const commit = this.replication.commitFor(to);
    if (this.role === 'leader' && commit !== undefined)
      this.#environment.send(to, { from: this.id, term: this.state.term, kind: 'heartbeat', commit });
  }

  /** The applied configuration has changed: who is tracked and what counts as a quorum follow. */
  configurationApplied(): void {
    if (this.role !== 'leader') return;
    this.replication.track(this.#membership);
    this.replication.sendToAll();
    this.#advanceCommit();
    if (this.#transferee !== undefined && !this.#membership.isVoter(this.#transferee)) this.abortTransfer();
  }

  get #membership(): Membership {
    return this.#environment.membership();
  }

  /** False: the message is to be ignored. */
  #acceptHigherTerm(message: RaftMessage): boolean {
    const { kind, term, from } = message;
    if (kind === 'propose') return true;
    if ((kind === 'vote' || kind === 'pre-vote') && !message.transfer && this.#leaseHolds()) return false;
    // A pre-vote asks about a term that nobody has entered yet, and so does the consent to it.
    if (kind === 'pre-vote' || (kind === 'pre-vote-reply' && message.granted)) return true;
    const fromLeader = kind === 'append' || kind === 'heartbeat' || kind === 'snapshot';
    this.#becomeFollower(term, fromLeader ? from : undefined);
    return true;
  }

  #answerLowerTerm(message: RaftMessage): void {
    if (message.kind === 'append' || message.kind === 'heartbeat') {
      // Check-quorum or pre-vote: tells a leader of an older term that it has been overtaken.
      const { lastIndex } = this.state.log;
      this.#environment.send(message.from, {
        from: this.id,
        term: this.state.term,
        kind: 'append-reply',
        index: 0,
        rejected: false,
        lastIndex,
      });
    } else if (message.kind === 'pre-vote') {
      this.#environment.send(message.from, {
        from: this.id,
        term: this.state.term,
        kind: 'pre-vote-reply',
        granted: false,
      });
    }
  }

  #leaseHolds(): boolean {
    // A leader that passes check-quorum is always within its own lease.
    return this.role === 'leader' || (this.#leaderId !== undefined && this.#environment.leaderLeaseHolds());
  }

  #considerVote(message: RaftMessage & { kind: 'vote' | 'pre-vote' }): void {
    const { vote, log, term } = this.state;
    const ahead = message.kind === 'pre-vote' && message.term > term;
    const free = vote === message.from || (vote === undefined && this.#leaderId === undefined) || ahead;
    const granted = free && log.isUpToDate(message.lastTerm, message.lastIndex);
    if (message.kind === 'vote') {
      if (granted) {
        this.state.vote = message.from;
        this.#environment.electionReset();
      }
      this.#environment.send(message.from, {
        from: this.id,
        term: this.state.term,
        kind: 'vote-reply',
        granted,
      });
      return;
    }
    this.#environment.send(message.from, {
      kind: 'pre-vote-reply',
      from: this.id,
      term: granted ? message.term : term,
      granted,
    });
  }

  #campaign(as: 'pre-candidate' | 'candidate', transfer: boolean): void {
    const { state } = this;
    if (as === 'candidate') {
      state.term += 1;
      state.vote = this.id;
    }
    this.#votes = new VoteTally();
    this.#votes.add(this.id, true);
    this.#become(as, undefined);
    this.#environment.electionReset();
    if (this.#decideElection(as)) return;
    const term = as === 'candidate' ? state.term : state.term + 1;
    const { lastIndex, lastTerm } = state.log;
    const kind = as === 'candidate' ? 'vote' : 'pre-vote';
    for (const voter of this.#membership.voters) {
      if (voter === this.id) continue;
      this.#environment.send(voter, { kind, from: this.id, term, lastIndex, lastTerm, transfer });
    }
  }

  #countVote(as: 'pre-candidate' | 'candidate', reply: { from: MemberId; granted: boolean }): void {
    if (this.role === as && this.#votes.add(reply.from, reply.granted)) this.#decideElection(as);
  }

  /** True when the votes so far have settled it. */
  #decideElection(as: 'pre-candidate' | 'candidate'): boolean {
    const outcome = this.#votes.outcome(this.#membership);
    if (outcome === 'lost') this.#becomeFollower(this.state.term, undefined);
    else if (outcome === 'won' && as === 'candidate') this.#becomeLeader();
    else if (outcome === 'won') this.#campaign('candidate', false);
    return outcome !== 'open';
  }

  #becomeLeader(): void {
    const { log, term } = this.state;
    this.replication.begin(this.#membership);
    // Until all that was inherited is applied there may be a configuration change in it.
    this.#pendingConfiguration = log.lastIndex;
    this.#become('leader', this.id);
    log.append({ term, index: log.lastIndex + 1, command: EMPTY_COMMAND });
    this.replication.sendToAll();
    this.#advanceCommit();
  }

  #becomeFollower(term: number, leaderId: MemberId | undefined): void {
    if (term !== this.state.term) {
      this.state.term = term;
      this.state.vote = undefined;
    }
    this.#become('follower', leaderId);
    this.#environment.electionReset();
  }

  #become(role: RaftRole, leaderId: MemberId | undefined): void {
    const previous = this.role;
    const newLeader = leaderId !== this.#leaderId;
    this.role = role;
    this.#leaderId = leaderId;
    this.#transferee = undefined;
    if (role !== 'leader') this.replication.end();
    if (role !== previous) this.#environment.roleChanged(previous);
    if (newLeader) this.#environment.leaderChanged();
  }

  #obeyLeader(message: RaftMessage & { kind: 'append' | 'heartbeat' | 'snapshot' }): void {
    // Two leaders in one term: one of them has lost its disk. The other one is not obeyed.
    if (this.role === 'leader') return;
    if (this.role !== 'follower' || this.#leaderId !== message.from) this.#become('follower', message.from);
    this.#environment.heardFromLeader();
    if (message.kind === 'append') this.#handleAppend(message);
    else if (message.kind === 'heartbeat') this.#handleHeartbeat(message.from, message.commit);
    else this.#handleSnapshot(message.from, message.snapshot);
  }

  #handleAppend(message: RaftMessage & { kind: 'append' }): void {
    const { log, commit } = this.state;
    const { from, previousIndex, previousTerm, entries } = message;
    if (previousIndex < commit) {
      this.#acknowledge(from, commit);
      return;
    }
    if (log.termAt(previousIndex) !== previousTerm) {
      const { lastIndex } = log;
      this.#environment.send(from, {
        from: this.id,
        term: this.state.term,
        kind: 'append-reply',
        index: previousIndex,
        rejected: true,
        lastIndex,
      });
      return;
    }
    if (!this.#takeEntries(entries)) return;
    const lastNew = previousIndex + entries.length;
    this.#commitTo(Math.min(message.commit, lastNew));
    // A pure announcement of a commit index needs no answer.
    if (entries.length > 0 || message.probe) this.#acknowledge(from, lastNew);
  }

  /** False: the log contradicts what is committed. */
  #takeEntries(entries: readonly LogEntry[]): boolean {
    const { log, commit } = this.state;
    for (const entry of entries) {
      const known = log.termAt(entry.index);
      if (known === entry.term) continue;
      if (known !== undefined && entry.index <= commit) {
        this.#environment.panic(`entry ${entry.index} conflict with committed entry [committed(${commit})]`);
        return false;
      }
      if (known !== undefined) log.truncateFrom(entry.index);
      log.append(entry);
    }
    return true;
  }

  #handleHeartbeat(from: MemberId, commit: number): void {
    const { lastIndex } = this.state.log;
    if (commit > lastIndex) {
      this.#environment.panic(
        `tocommit(${commit}) is out of range [lastIndex(${lastIndex})]. Was the raft log corrupted, truncated, or lost?`,
      );
      return;
    }
    this.#commitTo(commit);
    this.#environment.send(from, { from: this.id, term: this.state.term, kind: 'heartbeat-reply' });
  }

  #handleSnapshot(from: MemberId, snapshot: RaftSnapshot): void {
    if (snapshot.index > this.state.commit) {
      this.state.log.restore(snapshot.index, snapshot.term);
      this.state.commit = snapshot.index;
      this.#environment.installSnapshot(snapshot);
    }
    this.#acknowledge(from, this.state.commit);
  }

  #acknowledge(leaderId: MemberId, index: number): void {
    const { lastIndex } = this.state.log;
    this.#environment.send(leaderId, {
      from: this.id,
      term: this.state.term,
      kind: 'append-reply',
      index,
      rejected: false,
      lastIndex,
    });
  }

  #handleAppendReply(message: RaftMessage & { kind: 'append-reply' }): void {
    if (this.role !== 'leader') return;
    const { from } = message;
    if (this.replication.answered(message)) this.#advanceCommit();
    this.replication.sendTo(from);
    if (this.#transferee === from && this.replication.isComplete(from)) {
      this.#environment.send(from, { from: this.id, term: this.state.term, kind: 'timeout-now' });
    }
  }

  #advanceCommit(): void {
    const { log, term, commit } = this.state;
    const index = this.replication.quorumIndex(this.#membership);
    // Entries of older terms commit only together with one of the current term.
    if (index <= commit || log.termAt(index) !== term) return;
    this.state.commit = index;
    // Before it is applied: a member that is about to be removed still hears of it.
    this.replication.sendToAll();
    this.#environment.commitAdvanced();
  }

  #commitTo(index: number): void {
    if (index <= this.state.commit) return;
    this.state.commit = index;
    this.#environment.commitAdvanced();
  }
}
