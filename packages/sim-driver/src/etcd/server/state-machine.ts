import { assertNever } from '@quorate/core';
import type { AppliedChange } from '../client.js';
import { etcdErrors, failed, succeeded } from '../errors.js';
import type { MemberId } from '../identity.js';
import type { EtcdProfile } from '../profile.js';
import type { Command, ConfigurationChange } from '../raft/command.js';
import type { RaftSnapshot } from '../raft/message.js';
import type { EtcdStorage } from '../storage.js';
import type { ApplyResult } from './proposals.js';

export interface StateMachineOwner {
  readonly profile: EtcdProfile;
  isRunning(): boolean;
  isLeader(): boolean;
  applied(command: Command, result: ApplyResult): void;
  published(id: MemberId): void;
  configurationApplied(change: ConfigurationChange): void;
  /** Leader only: the cluster has no version yet. */
  proposeClusterVersion(version: string): void;
  panic(message: string): void;
}

/** Entries that stay in the log after a raft snapshot, for followers that lag a little. */
const CATCH_UP_ENTRIES = 5000;

/** Turns committed entries into keys and members, one after the other and each exactly once. */
export class StateMachine {
  readonly #storage: EtcdStorage;
  readonly #snapshotCount: number;
  readonly #owner: StateMachineOwner;
  readonly #listeners = new Set<(change: AppliedChange) => void>();
  #applying = false;

  constructor(storage: EtcdStorage, snapshotCount: number, owner: StateMachineOwner) {
    this.#storage = storage;
    this.#snapshotCount = snapshotCount;
    this.#owner = owner;
  }

  onApplied(listener: (change: AppliedChange) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  applyCommitted(): void {
    // Applying a configuration change may commit more: that is applied in its turn.
    if (this.#applying) return;
    this.#applying = true;
    const { hardState } = this.#storage;
    while (this.#storage.backend.appliedIndex < hardState.commit && this.#owner.isRunning()) {
      const entry = hardState.log.at(this.#storage.backend.appliedIndex + 1);
      if (entry === undefined) break;
      this.#storage.backend.appliedIndex += 1;
      this.#owner.applied(entry.command, this.#apply(entry.command));
    }
    this.#applying = false;
    this.#compact();
  }

  takeSnapshot(): RaftSnapshot {
    const { backend, hardState } = this.#storage;
    const index = backend.appliedIndex;
    return { index, term: hardState.log.termAt(index) ?? 0, state: backend.clone() };
  }

  installSnapshot(snapshot: RaftSnapshot): void {
    this.#storage.backend = snapshot.state.clone();
  }

  #compact(): void {
    const { backend, hardState } = this.#storage;
    if (backend.appliedIndex - hardState.log.compactedIndex <= this.#snapshotCount + CATCH_UP_ENTRIES) return;
    hardState.log.compact(backend.appliedIndex - CATCH_UP_ENTRIES);
  }

  #apply(command: Command): ApplyResult {
    const { backend } = this.#storage;
    switch (command.kind) {
      case 'empty':
        return succeeded(0);
      case 'put':
        return this.#put(command);
      case 'delete': {
        const keys = backend.kv.delete(command.key, command.prefix);
        for (const key of keys) this.#announce({ key, value: undefined, revision: backend.kv.revision });
        return succeeded(keys.length);
      }
      case 'publish':
        this.#publish(command);
        return succeeded(0);
      case 'alarm':
        if (command.raised) backend.alarms.add(command.memberId);
        else backend.alarms.delete(command.memberId);
        return succeeded(0);
      case 'cluster-version':
        backend.clusterVersion = command.version;
        return succeeded(0);
      case 'configuration':
        return this.#configure(command.change);
      default:
        return assertNever(command);
    }
  }

  #put(command: Command & { kind: 'put' }): ApplyResult {
    const { kv, alarms } = this.#storage.backend;
    const { key, value, ifModRevision } = command;
    if (alarms.size > 0) return failed(etcdErrors.noSpace);
    if (ifModRevision !== undefined && (kv.get(key)?.modRevision ?? 0) !== ifModRevision) {
      return failed(etcdErrors.compareFailed);
    }
    const revision = kv.put(key, value).modRevision;
    this.#announce({ key, value, revision });
    return succeeded(revision);
  }

  #publish(publication: Command & { kind: 'publish' }): void {
    const { backend } = this.#storage;
    const { memberId, name, clientUrls } = publication;
    if (backend.membership.get(memberId) === undefined) {
      const known = backend.membership.isRemoved(memberId);
      // Where a lost disk's ghost has overwritten what made it a member.
      if (!known && this.#owner.profile.panicsOnUnknownMember) {
        this.#owner.panic('failed to update; member unknown');
      }
      return;
    }
    backend.membership.publish(memberId, name, clientUrls);
    this.#owner.published(memberId);
    if (backend.clusterVersion !== '' || !this.#owner.isLeader()) return;
    backend.clusterVersion = this.#owner.profile.clusterVersion;
    this.#owner.proposeClusterVersion(backend.clusterVersion);
  }

  #configure(change: ConfigurationChange): ApplyResult {
    const { membership } = this.#storage.backend;
    const error = membership.validate(change);
    if (error !== undefined) return failed(error);
    membership.apply(change, this.#owner.profile.updateForgetsLearner);
    this.#owner.configurationApplied(change);
    return succeeded(0);
  }

  #announce(change: AppliedChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
