import { hostNamed } from '../../spec/cluster-spec.js';
import type { ProbeApiCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { StepPlan } from '../step-plan.js';
import { QUESTIONS } from './observe.js';
import { inAnyCase, place } from './placing.js';
import { readiness } from './readiness.js';

/** Asked without a look at their files: where there is no kubeconfig kubectl says so, and that is no answer. */
export function lowerProbeApi({ hosts }: ProbeApiCommand, { spec }: LoweringContext): StepPlan {
  const questions = hosts.flatMap((name) => {
    const { itself, viaEndpoint } = readiness(hostNamed(spec, name));
    return [place(name, QUESTIONS.apiReady, itself), place(name, QUESTIONS.apiReadyViaEndpoint, viaEndpoint)];
  });
  return { stages: [inAnyCase(...questions)] };
}
