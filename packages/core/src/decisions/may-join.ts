import { endpointOf } from '../kubeadm-config/endpoint.js';
import type { Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import { certificatesCheck } from './certificates.js';
import { hostFitness } from './host-fitness.js';
import { ADMIN_CONF, hasFile, writtenFiles } from './kubernetes-files.js';
import type { Membership } from './membership.js';
import { describeLists, namesOf } from './membership.js';
import { peerPortsCheck } from './paths.js';
import { perObservation } from './per-observation.js';
import { describeProjection, projectAddition } from './quorum.js';
import type { Check, Verdict } from './verdict.js';
import { allOf, check, verdict } from './verdict.js';

/** How long, and how often in a row, the API has answered everywhere. */
export interface Stability {
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly count: number;
}

/** etcd looks back 5 s before it accepts a member change (etcd: HealthInterval); so do we. */
export const STABLE_FOR_MS = 5_000;
export const STABLE_LOOKS = 3;

export interface JoinSituation {
  readonly spec: ClusterSpec;
  readonly observation: Observation;
  readonly membership: Membership;
  readonly host: HostSpec;
  readonly stability: Stability | null;
  /** End of the last change to the control plane; facts must be newer. */
  readonly lastChangeEndedMs: number;
  readonly nowMs: number;
}

/** Whether this master may join the control plane now: every condition, with its evidence. */
export function mayJoinControlPlane(situation: JoinSituation): Verdict {
  const { spec, observation, nowMs, membership, host } = situation;
  const written = writtenFiles(observation.hosts[host.name]);
  return verdict(`join ${host.name} as control plane`, [
    freshnessCheck(situation),
    ...apiChecks(spec, observation),
    stabilityCheck(situation.stability),
    check('member-lists-agree', membership.agreed, describeLists(membership)),
    check(
      'every-member-started',
      membership.known ? membership.unstarted.length === 0 : 'unknown',
      `unstarted members: ${namesOf(spec, membership.unstarted)}`,
    ),
    check(
      'no-learner',
      membership.known ? membership.learners.length === 0 : 'unknown',
      `learners: ${namesOf(spec, membership.learners)}`,
    ),
    votersCheck(spec, membership),
    check('no-alarm', membership.alarms.length === 0, `alarms: ${membership.alarms.join(', ') || 'none'}`),
    quorumCheck(host, membership),
    certificatesCheck(spec, observation, nowMs, 'masters'),
    ...hostFitness(spec, observation, host),
    peerPortsCheck(spec, observation, { newcomer: host.name, sinceMs: situation.lastChangeEndedMs }),
    check('host-clean', written.length === 0, cleanEvidence(host, written)),
  ]);
}

/** Those that were seen to have what an apiserver is asked with. */
export function mastersThatShouldServe(spec: ClusterSpec, observation: Observation): readonly HostName[] {
  return hostsOf(spec, 'control-plane')
    .map(({ name }) => name)
    .filter((name) => hasFile(observation.hosts[name], ADMIN_CONF));
}

export const apiChecks = perObservation(checkApi);

function checkApi(spec: ClusterSpec, observation: Observation): readonly Check[] {
  const serving = mastersThatShouldServe(spec, observation).map((name) => observation.hosts[name]);
  const own = serving.map((seen) => seen?.apiReady ?? 'unknown');
  const via = serving.map((seen) => seen?.apiReadyViaEndpoint ?? 'unknown');
  const names = serving.map((seen) => seen?.host ?? '').join(', ') || 'no master';
  const endpoint = endpointOf(spec);
  const none = serving.length === 0;
  return [
    check(
      'api-through-endpoint',
      none ? 'no' : allOf(via),
      `${endpoint} asked from ${names}: ${via.join(', ')}`,
    ),
    check('api-on-serving-masters', none ? 'no' : allOf(own), `apiservers of ${names}: ${own.join(', ')}`),
  ];
}

function freshnessCheck({ observation, lastChangeEndedMs }: JoinSituation): Check {
  const fresh = observation.cluster.atMs >= lastChangeEndedMs;
  return check(
    'facts-newer-than-last-change',
    fresh,
    fresh ? 'observed after the last change' : 'observed before it',
  );
}

export function stabilityCheck(stability: Stability | null): Check {
  if (stability === null) return check('api-stable', 'unknown', 'the API has not answered everywhere yet');
  const spanMs = stability.lastMs - stability.sinceMs;
  const holds = stability.count >= STABLE_LOOKS && spanMs > STABLE_FOR_MS;
  const evidence = `answered ${stability.count} times in a row over ${(spanMs / 1000).toFixed(1)} s`;
  return check('api-stable', holds ? 'yes' : 'unknown', evidence);
}

/** kubeadm asks every listed endpoint: one dead member blocks any join, whatever the quorum. */
function votersCheck(spec: ClusterSpec, membership: Membership): Check {
  if (!membership.known) return check('every-voter-healthy', 'unknown', 'no member list was readable');
  const sick = membership.voters.filter(
    (voter) => !membership.healthyVoters.some((one) => one.id === voter.id),
  );
  const counts = `${membership.healthyVoters.length} of ${membership.voters.length} voters healthy`;
  const leader = membership.leaderId === undefined ? ', no leader' : '';
  const holds = sick.length === 0 && membership.leaderId !== undefined;
  return check('every-voter-healthy', holds, `${counts}; not healthy: ${namesOf(spec, sick)}${leader}`);
}

function quorumCheck(host: HostSpec, membership: Membership): Check {
  if (!membership.known) return check('quorum-after-change', 'unknown', 'no member list was readable');
  const projection = projectAddition(membership.voters.length, membership.healthyVoters.length);
  return check(
    'quorum-after-change',
    projection.holds,
    describeProjection(projection, ` with ${host.name} counted as down`),
  );
}

function cleanEvidence(host: HostSpec, written: readonly string[]): string {
  return written.length === 0
    ? `nothing of kubeadm's on ${host.name}`
    : `${host.name} has ${written.slice(0, 3).join(', ')}`;
}
