import { renderInitConfiguration } from '../../kubeadm-config/init-configuration.js';
import { hostNamed } from '../../spec/cluster-spec.js';
import type { FinishInitialiseCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { StepPlan } from '../step-plan.js';
import { mustSucceed, place } from './placing.js';
import { kubeadm } from './programs.js';
import { runFilePath, withRunFile } from './run-file.js';

/**
 * What `kubeadm init` does once the apiserver serves, in its order. All of them create or update, and exist under these names
 * in every release from 1.20 on. Not `upload-certs`: it would make a key that an earlier upload gave useless.
 */
const PHASES = [
  ['upload-config', 'all'],
  ['mark-control-plane'],
  ['bootstrap-token'],
  ['kubelet-finalize', 'all'],
  ['addon', 'all'],
] as const;

/** `bootstrap-token` prints the token that it makes. */
export function lowerFinishInitialise(command: FinishInitialiseCommand, context: LoweringContext): StepPlan {
  const { spec } = context;
  const content = renderInitConfiguration(spec, hostNamed(spec, command.host));
  const phases = PHASES.map((phase) =>
    mustSucceed(
      place(
        command.host,
        `phase ${phase.join(' ')}`,
        kubeadm(['init', 'phase', ...phase, '--config', runFilePath('init.yaml')], {
          timeoutMs: spec.budgets.initTimeoutMs,
          sensitive: true,
        }),
      ),
    ),
  );
  return withRunFile(command.host, 'init.yaml', content, phases);
}
