import type { Due, Micros, Timers } from '../../engine/scheduler.js';
import { Future } from '../../engine/task.js';
import type { EtcdResult } from '../client.js';
import { failed, REQUEST_TIMED_OUT, succeeded } from '../errors.js';
import { SERVER_TIMEOUT_US } from './proposals.js';
import type { ReadIndex } from './read-index.js';

interface PendingRead extends Due {
  readonly deadlineUs: Micros;
  readonly settled: boolean;
  /** What a leader has said, who is asked whether it still leads. */
  asked: ReadIndex | undefined;
  /** Reads, now. */
  serve(): void;
  giveUp(): void;
}

/** Its own answer. */
class Read<T> extends Future<EtcdResult<T>> implements PendingRead {
  readonly deadlineUs: Micros;
  asked: ReadIndex | undefined;
  readonly #reads: LinearizableReads;
  readonly #read: () => T;

  constructor(reads: LinearizableReads, deadlineUs: Micros, read: () => T) {
    super();
    this.deadlineUs = deadlineUs;
    this.#reads = reads;
    this.#read = read;
  }

  /** The leader has had the time to ask its quorum. */
  due(): void {
    if (!this.settled && this.asked !== undefined) this.#reads.roundEnded(this, this.asked);
  }

  serve(): void {
    if (!this.settled) this.settle(succeeded(this.#read()));
  }

  giveUp(): void {
    this.settle(failed({ ...REQUEST_TIMED_OUT, ambiguous: false }));
  }
}

/** Quorum reads (etcd: ReadIndex): wait for a confirmed leader, then until this member has applied as much as it had committed. */
export class LinearizableReads {
  readonly #scheduler: Timers;
  readonly #readIndex: () => ReadIndex | undefined;
  readonly #appliedIndex: () => number;
  readonly #unconfirmed = new Set<PendingRead>();
  #unapplied: { readonly read: PendingRead; readonly index: number }[] = [];

  constructor(scheduler: Timers, readIndex: () => ReadIndex | undefined, appliedIndex: () => number) {
    this.#scheduler = scheduler;
    this.#readIndex = readIndex;
    this.#appliedIndex = appliedIndex;
  }

  /** What `read` finds then. */
  request<T>(deadlineUs: Micros, read: () => T): Future<EtcdResult<T>> {
    const pending = new Read(this, deadlineUs, read);
    this.#confirm(pending);
    const timeoutUs = this.#scheduler.now() + SERVER_TIMEOUT_US;
    if (timeoutUs < deadlineUs && !pending.settled) this.#limit(pending, timeoutUs);
    return pending;
  }

  #limit<T>(pending: Read<T>, timeoutUs: Micros): void {
    const timer = this.#scheduler.at(timeoutUs, () => {
      this.#unconfirmed.delete(pending);
      pending.giveUp();
    });
    pending.onSettled(() => {
      this.#scheduler.cancel(timer);
    });
  }

  /** Leader, links or commits have changed: asks again for all that wait. */
  retry(): void {
    if (this.#unconfirmed.size === 0) return;
    const reads = [...this.#unconfirmed];
    this.#unconfirmed.clear();
    const nowUs = this.#scheduler.now();
    for (const read of reads) if (read.deadlineUs > nowUs) this.#confirm(read);
  }

  applied(): void {
    if (this.#unapplied.length === 0) return;
    const appliedIndex = this.#appliedIndex();
    const waiting = this.#unapplied;
    this.#unapplied = [];
    for (const one of waiting) {
      if (one.index <= appliedIndex) one.read.serve();
      else this.#unapplied.push(one);
    }
  }

  #confirm(read: PendingRead): void {
    const asked = this.#readIndex();
    if (asked === undefined) {
      this.#unconfirmed.add(read);
      return;
    }
    if (asked.roundTripUs === 0) {
      this.#confirmed(read, asked.index);
      return;
    }
    read.asked = asked;
    this.#scheduler.after(asked.roundTripUs, read);
  }

  roundEnded(read: PendingRead, asked: ReadIndex): void {
    if (this.#readIndex()?.term === asked.term) this.#confirmed(read, asked.index);
    else this.#unconfirmed.add(read);
  }

  #confirmed(read: PendingRead, index: number): void {
    if (this.#appliedIndex() >= index) read.serve();
    else this.#unapplied.push({ read, index });
  }
}
