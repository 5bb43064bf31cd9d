import type { MemberObservation, Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { Membership } from './membership.js';
import { askedBeside, describeLists, hostOfMember, namesOf } from './membership.js';
import { describeProjection, projectRemoval } from './quorum.js';
import type { Verdict } from './verdict.js';
import { check, verdict } from './verdict.js';

/**
 * Whether a member may go: the rest, counted over its voters, must have quorum among its healthy ones.
 * Stricter than etcd itself, which lets a dead member go although nobody is left to commit it (etcd: strict-reconfig-check).
 */
export function mayRemoveMember(
  spec: ClusterSpec,
  observation: Observation,
  membership: Membership,
  member: MemberObservation,
): Verdict {
  const via = askedBeside(spec, membership, member);
  const name = hostOfMember(spec, member)?.name ?? member.id;
  const others = membership.members.filter((one) => one.id !== member.id);
  const changing = others.filter((one) => one.learner || one.name === '');
  const healthy = membership.healthyVoters.length;
  const projection = member.learner
    ? {
        ...projectRemoval(membership.voters.length + 1, healthy, false),
        votersAfter: membership.voters.length,
      }
    : projectRemoval(
        membership.voters.length,
        healthy,
        membership.healthyVoters.some((one) => one.id === member.id),
      );
  return verdict(`remove member ${member.id} of ${name}`, [
    check('member-lists-agree', membership.agreed, describeLists(membership)),
    check(
      'asked-through-another-member',
      via !== undefined,
      via === undefined ? `no healthy member besides the one of ${name}` : `asked through ${via}`,
    ),
    check('not-the-last-voter', projection.votersAfter > 0, `${projection.votersAfter} voters remain`),
    check(
      'no-other-change-in-flight',
      changing.length === 0,
      `learners or unstarted members besides it: ${namesOf(spec, changing)}`,
    ),
    check('quorum-after-change', projection.holds, describeProjection(projection, '')),
  ]);
}
