import type { DeleteNodeCommand } from '../command.js';
import type { StepPlan } from '../step-plan.js';
import { mustSucceed, place } from './placing.js';
import { CHANGE_TIMEOUT_MS, kubectl } from './programs.js';

export function lowerDeleteNode(command: DeleteNodeCommand): StepPlan {
  const step = kubectl(['delete', 'node', command.node, '--ignore-not-found'], {
    timeoutMs: CHANGE_TIMEOUT_MS,
  });
  return { stages: [mustSucceed(place(command.via, 'delete-node', step))] };
}
