import type { Task } from '../../engine/task.js';
import { seconds } from '../../engine/scheduler.js';
import type { Host } from '../../host/host.js';
import type { EtcdMember } from '../client.js';
import { bootstrapMemberId, clusterIdOf, compareIds } from '../identity.js';
import type { MemberId } from '../identity.js';
import { EtcdStorage } from '../storage.js';
import { parseHostPort } from '../url.js';
import type { EtcdFlags, InitialMember } from './etcd-flags.js';
import type { EtcdServer } from './etcd-server.js';
import { isPeerService } from './peer-links.js';
import type { PeerSecurity } from './peer-security.js';
import { peerHandshakeSucceeds } from './peer-security.js';

export type StartDecision =
  | {
      readonly kind: 'start';
      readonly storage: EtcdStorage;
      readonly knownPeers: readonly { readonly id: MemberId; readonly peerUrls: readonly string[] }[];
    }
  | { readonly kind: 'refuse'; readonly error: string; readonly message?: string };

/** One request to a peer during start-up. */
const PEER_REQUEST_TIMEOUT_US = seconds(1);

/** Who this process is: from its disk, from the running cluster, or from the flags (etcd: NewServer). */
export function* decideStart(
  host: Host,
  flags: EtcdFlags,
  security: PeerSecurity | undefined,
): Task<StartDecision> {
  const existing = EtcdStorage.open(host.disk, flags.dataDir);
  if (existing?.damage !== undefined)
    return { kind: 'refuse', message: 'failed to recover from the log', error: existing.damage };
  if (existing !== undefined) return { kind: 'start', storage: existing, knownPeers: [] };
  const flagError = checkOwnEntry(flags);
  if (flagError !== undefined) return { kind: 'refuse', error: flagError };
  return flags.initialClusterState === 'existing'
    ? yield* joinCluster(host, flags, security)
    : yield* bootstrap(host, flags, security);
}

function checkOwnEntry(flags: EtcdFlags): string | undefined {
  const own = flags.initialCluster.find((member) => member.name === flags.name);
  if (own === undefined) {
    return `couldn't find local name "${flags.name}" in the initial cluster configuration`;
  }
  return undefined;
}

/** Takes its id from the member list of the running cluster; the log starts empty. */
function* joinCluster(host: Host, flags: EtcdFlags, security: PeerSecurity | undefined): Task<StartDecision> {
  const peer = yield* firstPeer(host, flags, security);
  if (peer === undefined) {
    const error =
      'cannot fetch cluster info from peer urls: could not retrieve cluster information from the given URLs';
    return { kind: 'refuse', error };
  }
  const members = peer.backend.membership.list();
  const mismatch = mismatchOf(members, flags.initialCluster);
  if (mismatch !== undefined) {
    return {
      kind: 'refuse',
      error: `error validating peerURLs ${dumpOf(peer.clusterId, members)}: ${mismatch}`,
    };
  }
  const ownUrls = flags.initialCluster.find((member) => member.name === flags.name)?.peerUrls ?? [];
  const own = members.find((member) => sameUrls(member.peerUrls, ownUrls));
  if (own === undefined) throw new Error('a validated list holds every named member');
  const storage = EtcdStorage.create(host.disk, flags.dataDir, own.id, peer.clusterId);
  return { kind: 'start', storage, knownPeers: members.filter((member) => member.id !== own.id) };
}

/** A new cluster out of the given list, unless another member knows this one as started already. */
function* bootstrap(host: Host, flags: EtcdFlags, security: PeerSecurity | undefined): Task<StartDecision> {
  const advertised = checkAdvertisedUrls(flags);
  if (advertised !== undefined) return { kind: 'refuse', error: advertised };
  const initial = flags.initialCluster
    .map((member) => ({ ...member, id: bootstrapMemberId(member.peerUrls, flags.initialClusterToken) }))
    .sort((a, b) => compareIds(a.id, b.id));
  const own = initial.find((member) => member.name === flags.name);
  if (own === undefined) throw new Error('the own entry has been checked');
  const peer = yield* firstPeer(host, flags, security);
  const known = peer?.backend.membership.get(own.id);
  if (known !== undefined && known.clientUrls.length > 0) {
    return { kind: 'refuse', error: `member ${own.id} has already been bootstrapped` };
  }
  const clusterId = clusterIdOf(initial.map((member) => member.id));
  const storage = EtcdStorage.create(host.disk, flags.dataDir, own.id, clusterId);
  const { log } = storage.hardState;
  for (const { id, name, peerUrls } of initial) {
    const member: EtcdMember = { id, name, peerUrls, clientUrls: [], learner: false };
    const change = { kind: 'add-member', member } as const;
    log.append({ term: 1, index: log.lastIndex + 1, command: { kind: 'configuration', change } });
  }
  storage.hardState.term = 1;
  storage.hardState.commit = log.lastIndex;
  return { kind: 'start', storage, knownPeers: [] };
}

/** The first of the other listed members that answers on its peer port. */
function* firstPeer(
  host: Host,
  flags: EtcdFlags,
  security: PeerSecurity | undefined,
): Task<EtcdServer | undefined> {
  for (const member of flags.initialCluster) {
    if (member.name === flags.name) continue;
    for (const url of member.peerUrls) {
      const server = yield* askPeer(host, url, security);
      if (server !== undefined) return server;
    }
  }
  return undefined;
}

function* askPeer(host: Host, url: string, security: PeerSecurity | undefined): Task<EtcdServer | undefined> {
  const address = parseHostPort(url);
  if (address === undefined) return undefined;
  const { network } = host.world;
  const connection = yield* network.connect(host, address.host, address.port, PEER_REQUEST_TIMEOUT_US);
  if (connection.kind === 'dial-failed' || !isPeerService(connection.service)) return undefined;
  if (!peerHandshakeSucceeds(security, connection.service.security)) return undefined;
  const server = connection.service.server();
  // A peer that is starting itself has no list to show yet.
  return server !== undefined && server.backend.membership.list().length > 0 ? server : undefined;
}

function checkAdvertisedUrls(flags: EtcdFlags): string | undefined {
  const own = flags.initialCluster.find((member) => member.name === flags.name)?.peerUrls ?? [];
  const advertised = flags.initialAdvertisePeerUrls;
  if (sameUrls(own, advertised)) return undefined;
  const inCluster = own.map((url) => `${flags.name}=${url}`).join(',');
  return `--initial-cluster has ${inCluster} but missing from --initial-advertise-peer-urls=${advertised.join(',')} (resolved urls: "${own.join(',')}" != "${advertised.join(',')}")`;
}

/** etcd: ValidateClusterAndAssignIDs. */
function mismatchOf(members: readonly EtcdMember[], listed: readonly InitialMember[]): string | undefined {
  if (members.length !== listed.length) return 'member count is unequal';
  const stranger = members.find((member) => !listed.some((one) => sameUrls(one.peerUrls, member.peerUrls)));
  if (stranger === undefined) return undefined;
  const urls = stranger.peerUrls.join(' ');
  return `PeerURLs: no match found for existing member (${stranger.id}, [${urls}]), last resolver error (<nil>)`;
}

function sameUrls(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && [...left].sort().join(',') === [...right].sort().join(',');
}

/** As Go prints the structure. */
function dumpOf(clusterId: string, members: readonly EtcdMember[]): string {
  const texts = members.map(
    ({ id, name, peerUrls, clientUrls, learner }) =>
      `&{ID:${id} RaftAttributes:{PeerURLs:[${peerUrls.join(' ')}] IsLearner:${String(learner)}} Attributes:{Name:${name} ClientURLs:[${clientUrls.join(' ')}]}}`,
  );
  return `{ClusterID:${clusterId} Members:[${texts.join(' ')}] RemovedMemberIDs:[]}`;
}
