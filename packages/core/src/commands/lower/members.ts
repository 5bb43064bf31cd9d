import type { PromoteLearnerCommand, RemoveMemberCommand } from '../command.js';
import type { StepPlan } from '../step-plan.js';
import { mustSucceed, place } from './placing.js';
import { CHANGE_TIMEOUT_MS, etcdctl } from './programs.js';

export function lowerPromoteLearner(command: PromoteLearnerCommand): StepPlan {
  return change(command.via, 'promote', command.memberId);
}

export function lowerRemoveMember(command: RemoveMemberCommand): StepPlan {
  return change(command.via, 'remove', command.memberId);
}

function change(via: string, verb: 'promote' | 'remove', memberId: string): StepPlan {
  const step = etcdctl(['member', verb, memberId], { timeoutMs: CHANGE_TIMEOUT_MS });
  return { stages: [mustSucceed(place(via, `${verb}-member`, step))] };
}
