import { quorumOf } from '../../../src/etcd/membership.js';
import type { Slot } from './script.js';

export interface ListedMember {
  readonly id: string;
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly learner: boolean;
}

export interface ServingMember {
  readonly id: string;
  readonly leaderId: string | undefined;
  readonly learner: boolean;
  readonly commit: number;
  readonly applied: number;
  /** Undefined where the release does not tell: a learner, or without a leader since 3.5. */
  readonly list: readonly ListedMember[] | undefined;
  /** Peers that it holds to be connected. */
  readonly connected: readonly string[];
}

/** What can be seen of one process from outside. */
export interface MemberSnapshot {
  readonly slot: Slot;
  /** `young`: it may still be finding out that it may not run. */
  readonly process:
    { readonly kind: 'running'; readonly young: boolean } | { readonly kind: 'ended'; readonly how: string };
  /** Undefined: it answers nobody. */
  readonly serving: ServingMember | undefined;
}

export type Snapshot = readonly MemberSnapshot[];

export interface Standing {
  /** The list of whoever has applied most. */
  readonly list: readonly ListedMember[];
  /** Whether the processes that run are a quorum of its voters. */
  readonly quorum: boolean;
}

/** A process that has not ended after this will not end by itself. */
export const YOUNG_MS = 2500;

/** Which slot a peer URL belongs to: addresses end in 11 to 15. */
export function slotOfUrl(url: string | undefined): number {
  return Number(/\.1(\d):/.exec(url ?? '')?.[1] ?? '0');
}

/** `known`: the list of before, for as long as nobody tells one. */
export function standingOf(snapshot: Snapshot, known: readonly ListedMember[]): Standing {
  const [most] = snapshot
    .flatMap(({ serving }) => (serving?.list === undefined ? [] : [{ ...serving, list: serving.list }]))
    .sort((a, b) => b.applied - a.applied);
  const list = most?.list ?? known;
  const voters = list.filter((member) => !member.learner);
  const running = voters.filter((voter) => runs(snapshot, slotOfUrl(voter.peerUrls[0])));
  return { list, quorum: running.length >= quorumOf(voters.length) };
}

/**
 * Nothing is under way any more: with a quorum of processes, that all members follow one leader, have applied the same and
 * are connected; without one, that nobody believes in a leader. Asked of both sides alike, so that a step never races with
 * what the step before it has set going.
 */
export function isSettled(snapshot: Snapshot, known: readonly ListedMember[]): boolean {
  const running = snapshot.filter(({ process }) => process.kind === 'running');
  if (running.length === 0) return true;
  const standing = standingOf(snapshot, known);
  const serving = running.flatMap((member) => (member.serving === undefined ? [] : [member.serving]));
  if (!standing.quorum) {
    const decided = running.every((member) => member.serving !== undefined || !isYoung(member));
    return (
      decided &&
      serving.every((member) => member.leaderId === undefined) &&
      allConnected(snapshot, standing.list)
    );
  }
  if (serving.length < running.length) return false;
  const [first] = serving;
  if (first === undefined || !serving.some((member) => member.id === first.leaderId)) return false;
  const agreed = serving.every(
    (member) =>
      member.leaderId === first.leaderId &&
      member.commit === first.commit &&
      member.applied === first.commit &&
      standing.list.some((listed) => listed.id === member.id),
  );
  return agreed && allConnected(snapshot, standing.list);
}

function isYoung({ process }: MemberSnapshot): boolean {
  return process.kind === 'running' && process.young;
}

function allConnected(snapshot: Snapshot, list: readonly ListedMember[]): boolean {
  const others = list.filter((member) => runs(snapshot, slotOfUrl(member.peerUrls[0])));
  return snapshot.every(
    ({ serving }) =>
      serving === undefined ||
      others.every((other) => other.id === serving.id || serving.connected.includes(other.id)),
  );
}

function runs(snapshot: Snapshot, slot: number): boolean {
  return snapshot.some((member) => member.slot === slot && member.process.kind === 'running');
}
