import type { Micros, Timers } from '../../engine/scheduler.js';
import { Future } from '../../engine/task.js';
import type { EtcdResult } from '../client.js';
import { failed, REQUEST_TIMED_OUT, succeeded } from '../errors.js';
import { SERVER_TIMEOUT_US } from './proposals.js';
import type { ReadIndex } from './read-index.js';

interface PendingRead {
  readonly future: Future<EtcdResult<undefined>>;
  readonly deadlineUs: Micros;
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

  request(deadlineUs: Micros): Future<EtcdResult<undefined>> {
    const future = new Future<EtcdResult<undefined>>();
    const read: PendingRead = { future, deadlineUs };
    this.#confirm(read);
    const timeoutUs = this.#scheduler.now() + SERVER_TIMEOUT_US;
    if (timeoutUs < deadlineUs && !future.settled) {
      const timer = this.#scheduler.at(timeoutUs, () => {
        this.#unconfirmed.delete(read);
        future.settle(failed({ ...REQUEST_TIMED_OUT, ambiguous: false }));
      });
      future.onSettled(() => {
        this.#scheduler.cancel(timer);
      });
    }
    return future;
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
      if (one.index <= appliedIndex) one.read.future.settle(succeeded(undefined));
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
    this.#scheduler.after(asked.roundTripUs, () => {
      if (read.future.settled) return;
      if (this.#readIndex()?.term === asked.term) this.#confirmed(read, asked.index);
      else this.#unconfirmed.add(read);
    });
  }

  #confirmed(read: PendingRead, index: number): void {
    if (this.#appliedIndex() >= index) read.future.settle(succeeded(undefined));
    else this.#unapplied.push({ read, index });
  }
}
