import { assertNever } from '@quorate/core';
import type { EtcdError, EtcdMember } from './client.js';
import { etcdErrors } from './errors.js';
import type { MemberId } from './identity.js';
import { compareIds } from './identity.js';
import type { ConfigurationChange } from './raft/command.js';
import { parseHostPort } from './url.js';

/** 3.4 and 3.5 allow one learner; 3.6 has a flag whose default is one. */
const MAX_LEARNERS = 1;

/** The member list of one member at its applied index, and with it the raft configuration. */
export class Membership {
  readonly #members = new Map<MemberId, EtcdMember>();
  readonly #removed = new Set<MemberId>();
  /** Learners to raft, whatever the list says of them. */
  readonly #learning = new Set<MemberId>();
  #sorted: readonly EtcdMember[] | undefined;
  #voters: readonly MemberId[] | undefined;

  /** By ascending id, as every member list prints. */
  list(): readonly EtcdMember[] {
    return (this.#sorted ??= [...this.#members.values()].sort((a, b) => compareIds(a.id, b.id)));
  }

  /** Those whose votes raft counts. */
  get voters(): readonly MemberId[] {
    return (this.#voters ??= this.list()
      .filter((member) => !this.#learning.has(member.id))
      .map((member) => member.id));
  }

  /** Those whom the list shows as voters: what the reconfiguration checks look at. */
  get listedVoters(): readonly MemberId[] {
    return this.list()
      .filter((member) => !member.learner)
      .map((member) => member.id);
  }

  get quorum(): number {
    return quorumOf(this.voters.length);
  }

  get(id: MemberId): EtcdMember | undefined {
    return this.#members.get(id);
  }

  isVoter(id: MemberId): boolean {
    return this.#members.has(id) && !this.#learning.has(id);
  }

  /** A removed id is refused for ever. */
  isRemoved(id: MemberId): boolean {
    return this.#removed.has(id);
  }

  /** What etcd checks when it applies the change, on every member alike. */
  validate(change: ConfigurationChange): EtcdError | undefined {
    switch (change.kind) {
      case 'add-member':
        return this.#validateAddition(change.member);
      case 'update-member':
        if (!this.#members.has(change.memberId)) return etcdErrors.memberNotFound;
        return this.#urlsTaken(change.peerUrls, change.memberId) ? etcdErrors.peerUrlsExist : undefined;
      case 'promote-member': {
        const member = this.#members.get(change.memberId);
        if (member === undefined) return etcdErrors.memberNotFound;
        return member.learner ? undefined : etcdErrors.memberNotLearner;
      }
      case 'remove-member':
        return this.#members.has(change.memberId) ? undefined : etcdErrors.memberNotFound;
      default:
        return assertNever(change);
    }
  }

  /** The change must have been validated. `forgetsLearner`: an update leaves a learner listed as a voter. */
  apply(change: ConfigurationChange, forgetsLearner = false): void {
    switch (change.kind) {
      case 'add-member':
        if (change.member.learner) this.#learning.add(change.member.id);
        this.#set(change.member);
        return;
      case 'update-member':
        this.#modify(change.memberId, {
          peerUrls: change.peerUrls,
          ...(forgetsLearner ? { learner: false } : {}),
        });
        return;
      case 'promote-member':
        this.#learning.delete(change.memberId);
        this.#modify(change.memberId, { learner: false });
        return;
      case 'remove-member':
        this.#members.delete(change.memberId);
        this.#learning.delete(change.memberId);
        this.#removed.add(change.memberId);
        this.#changed();
        return;
      default:
        assertNever(change);
    }
  }

  /** A member tells its name and client URLs: from now on it counts as started. */
  publish(id: MemberId, name: string, clientUrls: readonly string[]): void {
    this.#modify(id, { name, clientUrls });
  }

  clone(): Membership {
    const copy = new Membership();
    for (const [id, member] of this.#members) copy.#members.set(id, member);
    for (const id of this.#removed) copy.#removed.add(id);
    for (const id of this.#learning) copy.#learning.add(id);
    return copy;
  }

  #validateAddition(member: EtcdMember): EtcdError | undefined {
    if (this.#removed.has(member.id)) return etcdErrors.memberNotFound;
    if (this.#members.has(member.id)) return etcdErrors.memberExists;
    if (member.peerUrls.some((url) => parseHostPort(url) === undefined)) return etcdErrors.badMemberUrls;
    if (this.#urlsTaken(member.peerUrls, member.id)) return etcdErrors.peerUrlsExist;
    const learners = this.list().filter((other) => other.learner).length;
    return member.learner && learners >= MAX_LEARNERS ? etcdErrors.tooManyLearners : undefined;
  }

  #urlsTaken(peerUrls: readonly string[], by: MemberId): boolean {
    return this.list().some(
      (other) => other.id !== by && other.peerUrls.some((url) => peerUrls.includes(url)),
    );
  }

  #modify(id: MemberId, change: Partial<EtcdMember>): void {
    const member = this.#members.get(id);
    if (member !== undefined) this.#set({ ...member, ...change });
  }

  #set(member: EtcdMember): void {
    this.#members.set(member.id, member);
    this.#changed();
  }

  #changed(): void {
    this.#sorted = undefined;
    this.#voters = undefined;
  }
}

/** More than half. */
export function quorumOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}
