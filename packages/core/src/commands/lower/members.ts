import type { PromoteLearnerCommand, RemoveMemberCommand } from '../command.js';
import type { StepPlan } from '../step-plan.js';
import { inAnyCase, mustSucceed, place } from './placing.js';
import { ASK_TIMEOUT_MS, CHANGE_TIMEOUT_MS, etcdctl } from './programs.js';

export function lowerPromoteLearner(command: PromoteLearnerCommand): StepPlan {
  return change(command.via, 'promote', command.memberId);
}

export function lowerRemoveMember({ handOver, via, memberId }: RemoveMemberCommand): StepPlan {
  const { stages } = change(via, 'remove', memberId);
  if (handOver === undefined) return { stages };
  const step = etcdctl(['move-leader', handOver.to], { timeoutMs: ASK_TIMEOUT_MS });
  return { stages: [inAnyCase(place(handOver.from, HAND_OVER, step)), ...stages] };
}

/** Under this name the hand-over of leadership is placed on the host of the leader. */
export const HAND_OVER = 'hand-over';

function change(via: string, verb: 'promote' | 'remove', memberId: string): StepPlan {
  const step = etcdctl(['member', verb, memberId], { timeoutMs: CHANGE_TIMEOUT_MS });
  return { stages: [mustSucceed(place(via, `${verb}-member`, step))] };
}
