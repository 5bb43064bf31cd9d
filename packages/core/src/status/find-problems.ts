import { clusterAuthority } from '../decisions/cluster-authority.js';
import { originOf } from '../decisions/origin.js';
import { isDone } from '../decisions/is-done.js';
import { membershipOf } from '../decisions/membership.js';
import { refusals } from '../decisions/verdict.js';
import type { Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { ClusterStatus } from './cluster-status.js';
import { certificateProblems, credentialProblems } from './expiry-problems.js';
import { clockProblems, masterProblems, unreachableProblem, workerProblems } from './host-problems.js';
import { alarmProblems, originProblems, strayProblems } from './etcd-problems.js';
import type { StatusProblem } from './status-problem.js';
import { byUrgency, problem } from './status-problem.js';

/** What was seen, and what it was derived to mean. */
export interface ProblemSituation {
  readonly spec: ClusterSpec;
  readonly observation: Observation;
  readonly nowMs: number;
  readonly clusterCa: string | undefined;
  readonly status: Omit<ClusterStatus, 'problems' | 'health'>;
}

/**
 * Everything that a person should know of, most urgent first. One cause is said once: what follows from a lost quorum, or from a
 * host that is off, is not listed beside it.
 */
export function findProblems(
  spec: ClusterSpec,
  observation: Observation,
  nowMs: number,
  status: ProblemSituation['status'],
): readonly StatusProblem[] {
  const clusterCa = clusterAuthority(spec, observation);
  const situation: ProblemSituation = { spec, observation, nowMs, clusterCa, status };
  const origin = originOf(spec, observation);
  const serves = origin.kind === 'established';
  const found = [
    ...originProblems(origin, situation),
    ...(serves ? servingProblems(situation) : unreachableElsewhere(situation)),
    ...certificateProblems(situation),
    ...clockProblems(situation),
    ...(serves ? credentialProblems(situation) : []),
  ];
  return byUrgency(serves ? [...found, ...rest(situation, found)] : found);
}

function servingProblems(situation: ProblemSituation): readonly StatusProblem[] {
  return [
    ...alarmProblems(situation),
    ...strayProblems(situation),
    ...endpointProblems(situation),
    ...masterProblems(situation),
    ...workerProblems(situation),
  ];
}

function endpointProblems({ status: { endpoint } }: ProblemSituation): readonly StatusProblem[] {
  const { balancer } = endpoint;
  const cut = endpoint.sides.filter(({ leads }) => leads === 'no').map(({ from }) => from);
  const balancerOff = 'host' in balancer && balancer.reachable !== 'yes';
  if (cut.length === 0)
    return balancerOff
      ? [
          problem('host-unreachable', {
            urgency: 'soon',
            summary: `${balancer.host} is not reached over SSH; the endpoint that it serves answers`,
            remedies: [`check SSH to ${balancer.host}`],
          }),
        ]
      : [];
  const through = 'host' in balancer ? ` through ${balancer.kind} on ${balancer.host}` : '';
  return [
    problem('endpoint-not-reachable', {
      summary: `${endpoint.address}${through} leads to no master from ${cut.join(', ')}`,
      evidence: endpoint.sides.map(({ from, by, leads }) => `from ${from} (${by}): ${leads}`),
      remedies: [
        ...(balancerOff ? [`switch ${balancer.host} on, or repair the way to it (network, SSH)`] : []),
        ...('host' in balancer && !balancerOff ? [`look at ${balancer.kind} on ${balancer.host}`] : []),
        'check the load balancer, and the route to it from the hosts that are named',
      ],
    }),
  ];
}

/** Where no cluster answers: hosts that the reason does not speak of already. */
function unreachableElsewhere({ spec, status }: ProblemSituation): readonly StatusProblem[] {
  return status.hosts
    .filter(({ role, reachable }) => role !== 'control-plane' && reachable !== 'yes')
    .map((host) => unreachableProblem(spec, host));
}

/** The post-condition has the last word: a condition that no problem speaks of is one itself. */
function rest(
  { spec, observation, nowMs }: ProblemSituation,
  found: readonly StatusProblem[],
): readonly StatusProblem[] {
  const verdict = isDone(spec, observation, nowMs);
  if (verdict.allowed || found.some(({ urgency }) => urgency === 'now')) return [];
  const evidence = refusals(verdict).map((one) => `${one.id}: ${one.evidence}`);
  const disagree = membershipOf(spec, observation).agreed === 'no';
  return [
    problem(evidence.length > 0 && !disagree ? 'not-settling' : 'host-not-observable', {
      summary: 'the cluster does not meet its post-condition',
      evidence,
      remedies: ['look again in a minute; then look at what is listed'],
    }),
  ];
}
