import type { MemberId } from './identity.js';
import { KvStore } from './kv-store.js';
import { Membership } from './membership.js';

/** The state machine of one member: everything that follows from the log entries up to `appliedIndex`. */
export class Backend {
  readonly kv: KvStore;
  readonly membership: Membership;
  appliedIndex = 0;
  /** Members that have raised NOSPACE. */
  readonly alarms = new Set<MemberId>();
  /** Empty until the first leader has decided on one. */
  clusterVersion = '';

  constructor(kv = new KvStore(), membership = new Membership()) {
    this.kv = kv;
    this.membership = membership;
  }

  clone(): Backend {
    const copy = new Backend(this.kv.clone(), this.membership.clone());
    copy.appliedIndex = this.appliedIndex;
    for (const memberId of this.alarms) copy.alarms.add(memberId);
    copy.clusterVersion = this.clusterVersion;
    return copy;
  }

  /** Bytes, as `endpoint status` shows them: pages of 4 KiB, five of them when empty. */
  get sizeInBytes(): number {
    return 20_480 + Math.floor(this.kv.size / 16) * 4096;
  }
}
