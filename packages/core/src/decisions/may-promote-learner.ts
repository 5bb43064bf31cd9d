import type { HostObservation, MemberObservation, Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { Membership } from './membership.js';
import { askedBeside, describeLists, hostOfMember, namesOf } from './membership.js';
import { describeProjection, projectAddition } from './quorum.js';
import type { Verdict } from './verdict.js';
import { check, verdict } from './verdict.js';

/** etcd: a learner serves its status and serializable reads, so one that runs says who it is. */
export function answersAs(member: MemberObservation, seen: HostObservation | undefined): boolean {
  return seen?.etcd?.memberId === member.id;
}

/**
 * Whether a learner may become a voter. Stricter than etcd, which promotes one that has died as long as its log was nearly complete
 * (etcd: the liveness of a learner is not checked), and with it a quorum of two is lost.
 */
export function mayPromoteLearner(
  spec: ClusterSpec,
  observation: Observation,
  membership: Membership,
  member: MemberObservation,
): Verdict {
  const host = hostOfMember(spec, member);
  const name = host?.name ?? member.id;
  const answers = host !== undefined && answersAs(member, observation.hosts[host.name]);
  const via = askedBeside(spec, membership, member);
  const others = membership.members.filter((one) => one.id !== member.id);
  const changing = others.filter((one) => one.learner || one.name === '');
  const projection = projectAddition(membership.voters.length, membership.healthyVoters.length);
  return verdict(`promote learner ${member.id} of ${name}`, [
    check('learner-answers', answers, `member ${member.id} on ${name} ${answers ? 'answers' : 'is silent'}`),
    check('member-lists-agree', membership.agreed, describeLists(membership)),
    check(
      'asked-through-another-member',
      via !== undefined,
      via === undefined ? `no healthy member besides the one of ${name}` : `asked through ${via}`,
    ),
    check(
      'no-other-change-in-flight',
      changing.length === 0,
      `learners or unstarted members besides it: ${namesOf(spec, changing)}`,
    ),
    check(
      'quorum-after-change',
      projection.holds,
      describeProjection(projection, ` with ${name} counted as down`),
    ),
  ]);
}
