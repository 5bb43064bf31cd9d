import type { EtcdView, MemberObservation } from '@quorate/core';
import { Backend } from '../etcd/backend.js';
import type { EtcdMember } from '../etcd/client.js';
import type { KvStore } from '../etcd/kv-store.js';
import { Membership } from '../etcd/membership.js';
import { DATA_DIRECTORY, EtcdStorage } from '../etcd/storage.js';
import type { Host } from '../host/host.js';
import type { Simulation } from '../simulation/simulation.js';
import type { Assumptions } from './assumptions.js';
import type { SeenHost } from './seen-host.js';
import { hasEtcdData, peerUrl } from './seen-host.js';

/** What the members have in common: every entry before it is in all their databases. */
const INDEX = 1_000;
const TERM = 2;

/** The member list that most is known of: as one of the views has it, else as the disks allow to conclude. */
export function membersAsSeen(
  masters: readonly SeenHost[],
  template: Simulation,
  assumptions: Assumptions,
): readonly EtcdMember[] {
  const lists = masters.flatMap(({ seen }) =>
    seen?.etcd?.members.known === true ? [seen.etcd.members.value] : [],
  );
  if (lists.length > 0)
    return lists.reduce((best, list) => (list.length > best.length ? list : best)).map(memberOf);
  const presumed = masters.filter((host) => hasEtcdData(host) || host.seen?.reachable !== 'yes');
  if (!masters.some(hasEtcdData)) return [];
  assumptions.add(
    `no member of etcd told its list: taken for voters: ${presumed.map(({ spec }) => spec.name).join(', ')}`,
  );
  return presumed.flatMap((host) => templateMember(template, host) ?? []);
}

/** What the data directories of a cluster's members have in common. */
export interface ClusterData {
  readonly template: Simulation;
  readonly members: readonly EtcdMember[];
  readonly keys: KvStore;
}

/** Writes the data of one member, as one that has applied all that the others have. */
export function writeEtcdData(
  host: Host,
  master: SeenHost,
  cluster: ClusterData,
  assumptions: Assumptions,
): void {
  const view = master.seen?.etcd;
  const own = ownId(master, view, cluster);
  const listed = cluster.members.some(({ id }) => id === own);
  if (!listed)
    assumptions.add(
      `${master.spec.name} has data of a member that no list names: taken for one that was removed`,
    );
  const storage = EtcdStorage.create(host.disk, DATA_DIRECTORY, own, clusterIdOf(cluster.template));
  const membership = membershipOf(viewOf(view) ?? cluster.members);
  if (!listed) membership.apply({ kind: 'remove-member', memberId: own });
  const backend = new Backend(cluster.keys.clone(), membership);
  // One whose list differs lags behind: it gets the rest from the leader.
  const lags =
    view?.members.known === true &&
    signature(view.members.value.map(memberOf)) !== signature(cluster.members);
  backend.appliedIndex = lags || !listed ? INDEX - 1 : INDEX;
  backend.clusterVersion = templateStorage(cluster.template)?.backend.clusterVersion ?? '';
  for (const id of alarmsOf(view)) backend.alarms.add(id);
  storage.backend = backend;
  storage.hardState.term = TERM;
  storage.hardState.commit = backend.appliedIndex;
  storage.hardState.log.restore(backend.appliedIndex, TERM);
}

/** The manifest of a member without data names those whom it would ask; all that are in the list. */
export function withInitialCluster(
  manifest: string,
  host: SeenHost,
  members: readonly EtcdMember[],
  masters: readonly SeenHost[],
): string {
  const names = members.map((member) => {
    const owner = masters.find(({ spec }) => member.peerUrls.includes(peerUrl(spec)));
    return `${owner?.spec.name ?? member.name}=${member.peerUrls.join(',')}`;
  });
  const own = `${host.spec.name}=${peerUrl(host.spec)}`;
  const initial = names.includes(own) ? names.join(',') : own;
  const state = names.length > 1 && names.includes(own) ? 'existing' : 'new';
  return manifest
    .replace(/^(\s*- --initial-cluster=).*$/m, `$1${initial}`)
    .replace(/^(\s*- --initial-cluster-state=).*$/m, `$1${state}`);
}

function memberOf({ id, name, peerUrls, clientUrls, learner }: MemberObservation): EtcdMember {
  return { id, name, peerUrls, clientUrls, learner };
}

function viewOf(view: EtcdView | undefined): readonly EtcdMember[] | undefined {
  return view?.members.known === true ? view.members.value.map(memberOf) : undefined;
}

function membershipOf(members: readonly EtcdMember[]): Membership {
  const membership = new Membership();
  for (const member of members) membership.apply({ kind: 'add-member', member });
  return membership;
}

function ownId({ spec }: SeenHost, view: EtcdView | undefined, { members, template }: ClusterData): string {
  const listed = members.find(({ peerUrls }) => peerUrls.includes(peerUrl(spec)))?.id;
  return (
    view?.memberId ??
    listed ??
    EtcdStorage.open(template.world.host(spec.name).disk, DATA_DIRECTORY)?.memberId ??
    '1'
  );
}

function signature(members: readonly EtcdMember[]): string {
  return members
    .map(({ id, name, learner }) => `${id} ${name} ${String(learner)}`)
    .sort()
    .join('\n');
}

/** `NOSPACE on 8e9e05c52164694d` */
function alarmsOf(view: EtcdView | undefined): readonly string[] {
  if (view?.alarms.known !== true) return [];
  return view.alarms.value.flatMap((text) => /^NOSPACE on ([0-9a-f]+)$/.exec(text)?.[1] ?? []);
}

function templateMember(template: Simulation, { spec }: SeenHost): EtcdMember | undefined {
  return templateStorage(template)
    ?.backend.membership.list()
    .find(({ peerUrls }) => peerUrls.includes(peerUrl(spec)));
}

function clusterIdOf(template: Simulation): string {
  return templateStorage(template)?.clusterId ?? '1';
}

/** Of the first master that has data. */
export function templateStorage(template: Simulation): EtcdStorage | undefined {
  for (const { disk } of template.world.hosts.values()) {
    const storage = EtcdStorage.open(disk, DATA_DIRECTORY);
    if (storage !== undefined) return storage;
  }
  return undefined;
}
