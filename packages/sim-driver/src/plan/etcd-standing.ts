import type { Command } from '@quorate/core';
import { projectAddition, projectRemoval, quorumOf, toleranceOf } from '@quorate/core';
import { etcdMembers } from '../etcd/inspect.js';
import type { World } from '../world/world.js';
import type { EtcdStanding } from './plan.js';

const NONE: EtcdStanding = { voters: 0, learners: 0, healthy: 0, quorum: 0, mayFail: 0 };

/** As the best informed member has it. Members that run count as healthy, with or without quorum. */
export function etcdStanding(world: World): EtcdStanding {
  const running = etcdMembers(world).filter(({ members }) => members.length > 0);
  const [first, ...others] = running;
  if (first === undefined) return NONE;
  const best = others.reduce((known, one) => (one.applied > known.applied ? one : known), first);
  const voters = best.members.filter(({ learner }) => !learner);
  const healthy = voters.filter(({ id }) => running.some((one) => one.memberId === id && one.ready)).length;
  return standing(voters.length, best.members.length - voters.length, healthy);
}

function standing(voters: number, learners: number, healthy: number): EtcdStanding {
  if (voters === 0) return { ...NONE, learners };
  return { voters, learners, healthy, quorum: quorumOf(voters), mayFail: toleranceOf(voters, healthy) };
}

/** The moment of a change at which least may fail: a voter that comes in has not started, one that goes is still counted. */
export function worstDuring(command: Command, before: EtcdStanding, after: EtcdStanding): EtcdStanding {
  const ends = before.voters === 0 ? after : weaker(before, after);
  if (after.voters > before.voters && before.voters > 0) {
    const { votersAfter, healthyAfter } = projectAddition(before.voters, before.healthy);
    return weaker(ends, standing(votersAfter, after.learners, healthyAfter));
  }
  if (command.kind === 'remove-member' && before.voters > 1) {
    const { votersAfter, healthyAfter } = projectRemoval(
      before.voters,
      before.healthy,
      after.healthy < before.healthy,
    );
    return weaker(ends, standing(votersAfter, before.learners, healthyAfter));
  }
  return ends;
}

function weaker(left: EtcdStanding, right: EtcdStanding): EtcdStanding {
  return right.mayFail < left.mayFail || (right.mayFail === left.mayFail && right.voters > left.voters)
    ? right
    : left;
}
