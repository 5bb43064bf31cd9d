import { alarmRemedies } from '../decisions/etcd-alarms.js';
import { interruptedInit, workIsHidden } from '../decisions/interrupted-init.js';
import type { Origin } from '../decisions/origin.js';
import { assertNever } from '../foundation/assert-never.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { QuorumStatus } from './cluster-status.js';
import type { ProblemSituation } from './find-problems.js';
import type { StatusProblem } from './status-problem.js';
import { problem, problemOf } from './status-problem.js';

/** Why nothing, or not a whole cluster, answers. */
export function originProblems(
  origin: Origin,
  { spec, observation, status }: ProblemSituation,
): readonly StatusProblem[] {
  switch (origin.kind) {
    case 'established':
      return [];
    case 'fresh': {
      const masters = hostsOf(spec, 'control-plane').length;
      return [
        problem('no-cluster', {
          summary: `there is no cluster yet: none of ${masters} masters holds one`,
          evidence: origin.evidence.map((one) => one.evidence),
          remedies: ['quorate plan shows what would be done, quorate apply does it'],
        }),
      ];
    }
    case 'interrupted':
      if (workIsHidden(origin, observation))
        return [problemOf(interruptedInit(spec, observation, origin, []))];
      return [
        problem('init-interrupted', {
          summary: origin.running
            ? `a kubeadm is at work on ${origin.host}; missing so far: ${origin.missing.join(', ')}`
            : `the init on ${origin.host} did not end; missing: ${origin.missing.join(', ')}`,
          remedies: origin.running
            ? ['wait for it: whoever runs it may be watching it']
            : ['quorate apply finishes it, or says why it cannot'],
        }),
      ];
    case 'blocked': {
      const found = problemOf(origin.block);
      return [origin.block.code === 'quorum-lost' ? quorumLost(found, status.quorum) : found];
    }
    default:
      return assertNever(origin);
  }
}

/** Which machine to switch on and what that gives comes first, and what must not be done second. */
function quorumLost(found: StatusProblem, quorum: QuorumStatus): StatusProblem {
  if (quorum.kind !== 'lost') return found;
  const { powerOnFirst, up, voters } = quorum;
  const summary =
    up.length < quorum.quorum
      ? `etcd has no quorum: ${up.length} of ${voters} voters up, ${quorum.quorum} needed`
      : `etcd has no quorum: ${up.length} of ${voters} voters run and elect no leader: they do not reach each other`;
  const then = `then ${up.length + powerOnFirst.length} of ${voters} voters run`;
  const powerOn = `power on ${powerOnFirst.join(', then ')} first, with the disk that it had: ${then}`;
  const said = (remedy: string): boolean =>
    powerOnFirst.some((name) => remedy === `bring ${name} back, with its disk`);
  const untouched = 'change nothing about the membership meanwhile';
  return {
    ...found,
    summary,
    evidence: [found.summary, ...found.evidence],
    remedies: [
      ...(powerOnFirst.length === 0 ? [] : [powerOn]),
      untouched,
      ...found.remedies.filter((remedy) => remedy !== untouched && !said(remedy)),
    ],
  };
}

export function alarmProblems({ status: { etcd } }: ProblemSituation): readonly StatusProblem[] {
  if (etcd.alarms.length === 0) return [];
  return [
    problem('etcd-alarm', {
      summary: `etcd has raised an alarm: ${etcd.alarms.join(', ')}`,
      remedies: alarmRemedies(etcd.alarms),
    }),
  ];
}

export function strayProblems({ status: { etcd } }: ProblemSituation): readonly StatusProblem[] {
  if (!etcd.members.known) return [];
  return etcd.members.value
    .filter(({ host }) => host === undefined)
    .map(({ id, name, role, peerUrls }) =>
      problem('stray-member', {
        summary: `etcd counts a ${role} that is no master of the spec: ${name === '' ? id : name} at ${peerUrls.join(', ')}`,
        evidence: [`member ${id}`],
        remedies: [
          'if it is a master of this cluster: add it to the spec',
          `if it is gone for good: etcdctl member remove ${id}, while the others are healthy`,
        ],
      }),
    );
}
