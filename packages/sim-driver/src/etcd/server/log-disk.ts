import type { Micros, Timers } from '../../engine/scheduler.js';
import { seconds } from '../../engine/scheduler.js';
import type { DiskCondition } from '../../host/disk-condition.js';

/** `warnSyncDuration` of etcd's log. */
const WARNED_OF_US = seconds(1);

/** The disk under the log of one member: how long it takes to make an entry safe, and whether there is room for it. */
export class LogDisk {
  readonly #condition: () => DiskCondition;
  readonly #timers: Timers;
  /** End of the fsync that runs, and of the one that takes what has come since. */
  #endsUs: Micros = 0;
  #followsUs: Micros = 0;

  readonly #tellSlow: (tookUs: Micros) => void;

  /** `tellSlow` is told of each fsync that etcd warns of. */
  constructor(condition: () => DiskCondition, timers: Timers, tellSlow: (tookUs: Micros) => void) {
    this.#condition = condition;
    this.#timers = timers;
    this.#tellSlow = tellSlow;
  }

  get full(): boolean {
    return this.#condition().full;
  }

  /** What an fsync takes beyond the usual. */
  get syncUs(): Micros {
    return this.#condition().syncUs;
  }

  /** In order: at once on a disk as it should be, else with the fsync that covers it. */
  write(written: () => void): void {
    const nowUs = this.#timers.now();
    const { syncUs } = this;
    if (syncUs === 0 && nowUs >= this.#followsUs) {
      written();
      return;
    }
    if (nowUs >= this.#followsUs) {
      this.#endsUs = nowUs + syncUs;
      this.#followsUs = this.#endsUs;
    } else {
      if (nowUs >= this.#endsUs) this.#endsUs = this.#followsUs;
      this.#followsUs = this.#endsUs + syncUs;
    }
    if (syncUs > WARNED_OF_US) this.#tellSlow(syncUs);
    this.#timers.at(this.#followsUs, written);
  }
}
