import { hostNamed } from '../../spec/cluster-spec.js';
import type { DeleteNodeCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { StepPlan } from '../step-plan.js';
import { mustSucceed, place } from './placing.js';
import { CHANGE_TIMEOUT_MS, kubectlItself } from './programs.js';

export function lowerDeleteNode(command: DeleteNodeCommand, { spec }: LoweringContext): StepPlan {
  const step = kubectlItself(
    hostNamed(spec, command.via),
    ['delete', 'node', command.node, '--ignore-not-found'],
    {
      timeoutMs: CHANGE_TIMEOUT_MS,
    },
  );
  return { stages: [mustSucceed(place(command.via, 'delete-node', step))] };
}
