import { invariant } from '../../foundation/invariant.js';
import { hostNamed } from '../../spec/cluster-spec.js';
import type { ApplyCniCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { Stage, StepPlan } from '../step-plan.js';
import { mustSucceed, place } from './placing.js';
import { CHANGE_TIMEOUT_MS, kubectlItself } from './programs.js';
import { runFilePath, withRunFile } from './run-file.js';

/** Ships the manifest when its content is known; a URL is fetched by kubectl on the host. */
export function lowerApplyCni(command: ApplyCniCommand, context: LoweringContext): StepPlan {
  const { cni } = context.spec;
  invariant(cni.kind === 'manifest', 'the spec names a CNI manifest', cni);
  if (cni.content !== undefined) {
    return withRunFile(
      command.via,
      'cni.yaml',
      [cni.content],
      [apply(command, context, runFilePath('cni.yaml'))],
    );
  }
  invariant(
    /^https?:\/\//.test(cni.source),
    'a CNI manifest that is no URL comes with its content',
    cni.source,
  );
  return { stages: [apply(command, context, cni.source)] };
}

function apply(command: ApplyCniCommand, { spec }: LoweringContext, source: string): Stage {
  const step = kubectlItself(hostNamed(spec, command.via), ['apply', '-f', source], {
    timeoutMs: CHANGE_TIMEOUT_MS,
  });
  return mustSucceed(place(command.via, 'apply-cni', step));
}
