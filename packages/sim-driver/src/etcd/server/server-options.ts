import type { Process } from '../../host/process.js';
import type { MemberId } from '../identity.js';
import type { EtcdProfile } from '../profile.js';
import type { EtcdStorage } from '../storage.js';
import type { RaftTiming } from './election-clock.js';
import type { PeerSecurity } from './peer-security.js';

export interface EtcdServerOptions {
  readonly process: Process;
  readonly profile: EtcdProfile;
  readonly storage: EtcdStorage;
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly timing: RaftTiming;
  readonly preVote: boolean;
  readonly strictReconfigurationCheck: boolean;
  readonly snapshotCount: number;
  /** Undefined: peers talk without TLS. */
  readonly peerSecurity: PeerSecurity | undefined;
  /** Whom to connect to before the log says so (`--initial-cluster-state=existing`). */
  readonly knownPeers: readonly { readonly id: MemberId; readonly peerUrls: readonly string[] }[];
}

export interface ServerExit {
  readonly code: number;
  readonly message: string;
}
