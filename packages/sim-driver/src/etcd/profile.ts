import { rememberByText } from '../engine/remember.js';

/** What the model knows to differ between etcd releases. All of it is data: code asks the profile, never the version. */
export interface EtcdProfile {
  /** As the binary prints it, for example `3.5.16`. */
  readonly version: string;
  /** `3.5.0`: the minor release with patch zero, which members agree on as cluster version. */
  readonly clusterVersion: string;
  /** Default of `--pre-vote`: on since 3.5. */
  readonly preVote: boolean;
  /**
   * Which voters the asked member must have been connected to for 5 s before it lets a member in: all of them, or,
   * since 3.5.30 and 3.6.11, as many as a quorum of the enlarged cluster.
   */
  readonly addNeeds: 'all-voters' | 'quorum-of-enlarged';
  /** Before 3.5.31 and 3.6.12 `member update` of a learner lists it as a voter, while raft goes on counting without it. */
  readonly updateForgetsLearner: boolean;
  /** Since 3.5 the member list goes through a quorum read, so that it needs a leader. */
  readonly linearizableMemberList: boolean;
  /** `silently-cut`: the transport closes a connection on which nothing arrives for 5 s. 3.5 and later never notice. */
  readonly noticesSilentPeers: boolean;
  /** 3.4 dies on the attributes of a member that it has never heard of; later releases pass over them. */
  readonly panicsOnUnknownMember: boolean;
  /** Where etcdctl prints the lines of healthy endpoints: stdout since 3.5. */
  readonly healthyStream: 'stdout' | 'stderr';
  /** Whether `etcdctl endpoint health` also asks for alarms (3.5). */
  readonly healthReadsAlarms: boolean;
  /** Whether the client sends a write again that the server gave up after 7 s without a leader (3.5). */
  readonly retriesBlockedWrites: boolean;
  /** Whether `/health` knows `serializable=true` and gives a reason (3.4.29, 3.5.0). */
  readonly healthHasReason: boolean;
  /** Whether `/livez` and `/readyz` exist (3.4.29, 3.5.11). */
  readonly livenessEndpoints: boolean;
  /** Whether `/readyz` refuses learners (3.5.19, 3.6). */
  readonly readyzRefusesLearners: boolean;
  /** gRPC code of `rpc not supported for learner`: readers retry on Unavailable, so 3.4 and 3.5 clients wait 2.7 s. */
  readonly learnerRefusal: 'Unavailable' | 'FailedPrecondition';
  /** 3.6 adds storage version, quota and downgrade columns to `endpoint status`. */
  readonly statusColumns: 'classic' | 'with-storage';
  /** Whether `--hex` applies to JSON output (3.5). */
  readonly hexJson: boolean;
  /** `added as learner to cluster` (3.6). */
  readonly announcesLearners: boolean;
  /** Entries applied between raft snapshots when `--snapshot-count` is not given. */
  readonly snapshotCount: number;
}

interface Release {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** The profile of a release: `3.5.16`, `v3.5.16` and image tags such as `3.5.16-0` all do. Unknown minors count as the nearest known one. */
export const profileOf = rememberByText((version): EtcdProfile => {
  const release = parseRelease(version);
  const { minor, patch } = release;
  const since = (ofMinor: number, ofPatch: number): boolean => minor === ofMinor && patch >= ofPatch;
  return {
    version: `${release.major}.${minor}.${patch}`,
    clusterVersion: `${release.major}.${minor}.0`,
    preVote: minor >= 5,
    addNeeds: since(5, 30) || since(6, 11) || minor > 6 ? 'quorum-of-enlarged' : 'all-voters',
    updateForgetsLearner: !(since(5, 31) || since(6, 12) || minor > 6),
    linearizableMemberList: minor >= 5,
    noticesSilentPeers: minor < 5,
    panicsOnUnknownMember: minor < 5,
    healthyStream: minor >= 5 ? 'stdout' : 'stderr',
    healthReadsAlarms: minor >= 5,
    retriesBlockedWrites: minor >= 5,
    healthHasReason: minor >= 5 || since(4, 29),
    livenessEndpoints: minor >= 6 || since(5, 11) || since(4, 29),
    readyzRefusesLearners: minor >= 6 || since(5, 19),
    learnerRefusal: minor >= 6 ? 'FailedPrecondition' : 'Unavailable',
    statusColumns: minor >= 6 ? 'with-storage' : 'classic',
    hexJson: minor >= 5,
    announcesLearners: minor >= 6,
    snapshotCount: minor >= 6 ? 10_000 : 100_000,
  };
});

function parseRelease(version: string): Release {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  if (match === null) throw new Error(`not an etcd version: ${version}`);
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? '0') };
}
