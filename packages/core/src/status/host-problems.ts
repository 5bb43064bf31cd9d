import type { ControlPlaneStep } from '../decisions/control-plane-step.js';
import { controlPlaneStep } from '../decisions/control-plane-step.js';
import { clockCheck } from '../decisions/host-fitness/clock.js';
import { hostStanding } from '../decisions/host-standing.js';
import { memberOfHost, membershipOf } from '../decisions/membership.js';
import { unlistedMember } from '../decisions/unlisted-member.js';
import type { WorkerStep } from '../decisions/worker-step.js';
import { workerStep } from '../decisions/worker-step.js';
import { assertNever } from '../foundation/assert-never.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { HostStatus, QuorumStatus } from './cluster-status.js';
import type { ProblemSituation } from './find-problems.js';
import type { ProblemCode, StatusProblem } from './status-problem.js';
import { problem, problemOf } from './status-problem.js';

/** By the table that the protocol itself decides with: whatever it would still do about a master is a problem of now. */
export function masterProblems(situation: ProblemSituation): readonly StatusProblem[] {
  const { spec, observation, nowMs, clusterCa, status } = situation;
  const membership = membershipOf(spec, observation);
  return hostsOf(spec, 'control-plane').flatMap((host) => {
    const step = controlPlaneStep({
      ...{ spec, observation, membership, host, clusterCa, nowMs },
      kubeletRestarted: false,
      wasReset: false,
      waiting: undefined,
    });
    const member = memberOfHost(membership, host);
    const healthy = membership.healthyVoters.some(({ id }) => id === member?.id);
    const votes = member !== undefined && !member.learner && member.name !== '' && !healthy;
    // A run waits a while for it to come right; whoever asks for the status is told at once.
    const unlisted = membership.unlisted.find((one) => one.host.name === host.name);
    if (step.kind === 'wait' && unlisted !== undefined)
      return [problemOf(unlistedMember(spec, unlisted, membership))];
    if (step.kind === 'unreachable')
      return [unreachableProblem(spec, statusOf(situation, host), votes ? status.quorum : undefined)];
    return stepProblem(situation, host, step, votes ? 'voter-unhealthy' : 'half-joined');
  });
}

export function workerProblems(situation: ProblemSituation): readonly StatusProblem[] {
  const { spec, observation, nowMs, clusterCa } = situation;
  return hostsOf(spec, 'worker').flatMap((host) => {
    if (observation.hosts[host.name]?.reachable !== 'yes')
      return [unreachableProblem(spec, statusOf(situation, host))];
    const step = workerStep({
      spec,
      observation,
      host,
      clusterCa,
      nowMs,
      waiting: undefined,
      kubeletRestarted: false,
      wasReset: false,
    });
    return stepProblem(situation, host, step, 'half-joined');
  });
}

function stepProblem(
  situation: ProblemSituation,
  host: HostSpec,
  step: ControlPlaneStep | WorkerStep,
  code: ProblemCode,
): readonly StatusProblem[] {
  switch (step.kind) {
    case 'complete':
      return nodeProblems(situation, host);
    case 'blocked':
      return [problemOf(step.block)];
    case 'join':
      return [
        problem('not-joined', {
          summary: `${host.name} has not joined the cluster`,
          remedies: ['quorate apply joins it'],
        }),
      ];
    case 'wait':
      // The trouble of another host is a problem of its own.
      return step.on === undefined ? [unsettled(situation, host, step.reason, code)] : [];
    case 'restart-kubelet':
      return [unsettled(situation, host, step.reason, code)];
    case 'finish-join':
    case 'promote-learner':
    case 'remove-member':
    case 'delete-node':
    case 'reset-host':
      return [
        problem(code, { summary: step.reason, remedies: [`quorate apply puts it right: ${step.kind}`] }),
      ];
    case 'unreachable':
      return [];
    default:
      return assertNever(step);
  }
}

function unsettled(
  { observation }: ProblemSituation,
  host: HostSpec,
  reason: string,
  code: ProblemCode,
): StatusProblem {
  const { seen, lookAt } = hostStanding(observation, host);
  return problem(code, {
    summary: reason,
    evidence: [seen],
    remedies: [
      'look again in a minute: it may come right by itself',
      `then look at ${host.name}: ${lookAt.join(', ')}`,
    ],
  });
}

function nodeProblems({ spec, status }: ProblemSituation, host: HostSpec): readonly StatusProblem[] {
  const node = status.hosts.find(({ name }) => name === host.name)?.node;
  if (node?.known !== true || node.value === null || node.value.ready === 'yes') return [];
  // Without a CNI that is expected, and the post-condition says so too.
  if (spec.cni.kind === 'none' && node.value.reason === 'KubeletNotReady') return [];
  const { ready, reason } = node.value;
  return [
    problem('node-not-ready', {
      summary: `Node ${host.name} is not Ready${reason === undefined ? '' : `: ${reason}`}`,
      evidence: [`Ready: ${ready}`],
      remedies: [`look at ${host.name}: journalctl -u kubelet`, `kubectl describe node ${host.name}`],
    }),
  ];
}

/** `quorum`: of a host that holds a voter. */
export function unreachableProblem(
  spec: ClusterSpec,
  { name, role, detail }: HostStatus,
  quorum?: QuorumStatus,
): StatusProblem {
  const voter = quorum?.kind === 'held' ? `; ${quorum.up.length} of ${quorum.voters} voters are up` : '';
  const balancer = role === 'load-balancer' ? `; ${spec.name} is entered through it` : '';
  return problem('host-unreachable', {
    summary: `${name} is not reachable${voter}${balancer}`,
    evidence: [detail ?? 'no answer'],
    remedies: [`switch ${name} on, or repair the way to it (network, SSH)`],
  });
}

/** One problem for all: a single wrong clock is off against every other one. */
export function clockProblems({ spec, observation }: ProblemSituation): readonly StatusProblem[] {
  const limitMs = spec.budgets.maxClockSkewMs;
  const off = spec.hosts
    .filter(({ name, role }) => role !== 'jumpbox' && observation.hosts[name]?.reachable === 'yes')
    .map(({ name }) => ({ name, clock: clockCheck(spec, observation, name) }))
    .filter(({ clock }) => clock.holds === 'no');
  const offsetOf = (name: string): number => Math.abs(observation.hosts[name]?.clockOffsetMs ?? 0);
  const alone = off.filter(({ name }) => offsetOf(name) > limitMs);
  const culprits = alone.length > 0 ? alone : off;
  const [first] = culprits;
  if (first === undefined) return [];
  return [
    problem('clock-off', {
      summary: first.clock.evidence,
      evidence: culprits.map(({ clock }) => clock.evidence),
      remedies: [
        `let ${culprits.map(({ name }) => name).join(', ')} take the time from a server: chronyc tracking, timedatectl`,
      ],
    }),
  ];
}

function statusOf({ status }: ProblemSituation, { name, advertiseAddress }: HostSpec): HostStatus {
  const found = status.hosts.find((host) => host.name === name);
  return found ?? { name, role: 'worker', address: advertiseAddress, reachable: 'unknown' };
}
