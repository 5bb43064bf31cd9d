import type { MemberId } from '../identity.js';
import type { Membership } from '../membership.js';
import type { HardState, RaftEnvironment } from './environment.js';
import type { RaftMessage } from './message.js';
import type { Progress } from './progress.js';
import { freshProgress, quorumIndex } from './progress.js';

/** A leader's side of the log: what each other member has, and what it is sent next. */
export class Replication {
  readonly #self: MemberId;
  readonly #state: HardState;
  readonly #environment: RaftEnvironment;
  readonly #progress = new Map<MemberId, Progress>();

  constructor(self: MemberId, state: HardState, environment: RaftEnvironment) {
    this.#self = self;
    this.#state = state;
    this.#environment = environment;
  }

  get(id: MemberId): Progress | undefined {
    return this.#progress.get(id);
  }

  /** A new leader knows nothing of the others: a member that has lost its log since is not noticed. */
  begin(membership: Membership): void {
    this.#progress.clear();
    this.track(membership);
  }

  end(): void {
    this.#progress.clear();
  }

  /** Follows the applied configuration. */
  track(membership: Membership): void {
    const { lastIndex } = this.#state.log;
    for (const { id } of membership.list()) {
      if (id !== this.#self && !this.#progress.has(id)) this.#progress.set(id, freshProgress(lastIndex));
    }
    for (const id of [...this.#progress.keys()]) {
      if (membership.get(id) === undefined) this.#progress.delete(id);
    }
  }

  /** The highest index that a quorum of voters has. */
  quorumIndex(membership: Membership): number {
    return quorumIndex(membership.voters, (id) =>
      id === this.#self ? this.#state.log.lastIndex : (this.#progress.get(id)?.match ?? 0),
    );
  }

  isComplete(id: MemberId): boolean {
    return this.#progress.get(id)?.match === this.#state.log.lastIndex;
  }

  sendToAll(): void {
    for (const [to, progress] of this.#progress) this.#send(to, progress);
  }

  /** Sends what the member lacks, if anything and if it can be sent now. */
  sendTo(to: MemberId): void {
    const progress = this.#progress.get(to);
    if (progress !== undefined) this.#send(to, progress);
  }

  /** The commit index that a heartbeat to the member may carry: not beyond what it is known to have. */
  commitFor(to: MemberId): number | undefined {
    const progress = this.#progress.get(to);
    return progress === undefined ? undefined : Math.min(progress.match, this.#state.commit);
  }

  /** True when the member is known to have more than before. */
  answered(reply: RaftMessage & { kind: 'append-reply' }): boolean {
    const progress = this.#progress.get(reply.from);
    if (progress === undefined) return false;
    progress.waiting = false;
    if (reply.rejected) {
      if (reply.index <= progress.match) return false;
      progress.state = 'probe';
      progress.next = Math.max(Math.min(reply.index, reply.lastIndex + 1), progress.match + 1);
      return false;
    }
    const progressed = reply.index > progress.match;
    progress.match = Math.max(progress.match, reply.index);
    progress.next = Math.max(progress.next, reply.index + 1);
    progress.state = 'replicate';
    return progressed;
  }

  heartbeatAnswered(from: MemberId): void {
    const progress = this.#progress.get(from);
    if (progress === undefined) return;
    progress.waiting = false;
    const { log, commit } = this.#state;
    if (progress.match < log.lastIndex || progress.commitSent < commit) this.#sendAppend(from, progress);
  }

  /** The link to a member broke: what was sent ahead may be lost. */
  linkLost(to: MemberId): void {
    const progress = this.#progress.get(to);
    if (progress === undefined) return;
    progress.state = 'probe';
    progress.next = progress.match + 1;
    progress.waiting = false;
    progress.commitSent = 0;
  }

  #send(to: MemberId, progress: Progress): void {
    if (progress.waiting) return;
    const { log, commit } = this.#state;
    const upToDate = progress.state === 'replicate' && progress.next > log.lastIndex;
    if (!upToDate || progress.commitSent < commit) this.#sendAppend(to, progress);
  }

  #sendAppend(to: MemberId, progress: Progress): void {
    if (!this.#environment.reaches(to)) return;
    const { log, commit, term } = this.#state;
    const previousIndex = progress.next - 1;
    const previousTerm = log.termAt(previousIndex);
    progress.commitSent = commit;
    if (previousTerm === undefined) {
      const snapshot = this.#environment.takeSnapshot();
      progress.next = snapshot.index + 1;
      progress.waiting = true;
      this.#environment.send(to, { from: this.#self, term, kind: 'snapshot', snapshot });
      return;
    }
    const entries = log.from(progress.next);
    const probe = progress.state === 'probe';
    if (probe) progress.waiting = true;
    else progress.next = log.lastIndex + 1;
    this.#environment.send(to, {
      from: this.#self,
      term,
      kind: 'append',
      previousIndex,
      previousTerm,
      entries,
      commit,
      probe,
    });
  }
}
