import type { Disk } from '../host/disk.js';
import type { Process } from '../host/process.js';
import { Backend } from './backend.js';
import type { MemberId } from './identity.js';
import type { HardState } from './raft/environment.js';
import { RaftLog } from './raft/raft-log.js';

/** kubeadm: `etcd.local.dataDir` by default. */
export const DATA_DIRECTORY = '/var/lib/etcd';

/**
 * The data directory of one member. It is written when the member is created and changed in place from then on, as etcd
 * fsyncs before it answers: a crash loses nothing, a wipe everything.
 */
export class EtcdStorage {
  readonly memberId: MemberId;
  readonly clusterId: string;
  readonly hardState: HardState = { term: 0, vote: undefined, commit: 0, log: new RaftLog() };
  backend = new Backend();
  /** Its database has grown to its quota, for as long as somebody holds it so: the next put raises NOSPACE. */
  readonly quotaReached = new Set<symbol>();
  /** Its log cannot be read any more: what etcd says when it is started again. */
  damage: string | undefined;
  /** Who holds the lock of the database file. */
  lock: Process | undefined;

  constructor(memberId: MemberId, clusterId: string) {
    this.memberId = memberId;
    this.clusterId = clusterId;
  }

  static open(disk: Disk, dataDirectory: string): EtcdStorage | undefined {
    const data = disk.read(walPath(dataDirectory))?.data;
    return data instanceof EtcdStorage ? data : undefined;
  }

  static create(disk: Disk, dataDirectory: string, memberId: MemberId, clusterId: string): EtcdStorage {
    const storage = new EtcdStorage(memberId, clusterId);
    disk.write(walPath(dataDirectory), '', { mode: 0o600, data: storage });
    disk.write(`${dataDirectory}/member/snap/db`, '', { mode: 0o600 });
    return storage;
  }
}

/** The first segment of the write-ahead log: a member has been here, and what it promised is in it. */
export function walPath(dataDirectory: string): string {
  return `${dataDirectory}/member/wal/0.wal`;
}
