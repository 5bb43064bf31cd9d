import { renderInitConfiguration } from '../../kubeadm-config/init-configuration.js';
import { ignorePreflightFlags } from '../../kubeadm-config/node-registration.js';
import { hostNamed } from '../../spec/cluster-spec.js';
import type { InitialiseCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { StepPlan } from '../step-plan.js';
import { keyOf, mustSucceed, place } from './placing.js';
import { kubeadm } from './programs.js';
import { runFilePath, withRunFile } from './run-file.js';

const INIT = 'kubeadm-init';

export function initKey(command: InitialiseCommand): string {
  return keyOf(command.host, INIT);
}

/** The output holds the token and the certificate key that kubeadm made. */
export function lowerInitialise(command: InitialiseCommand, context: LoweringContext): StepPlan {
  const { spec } = context;
  const content = renderInitConfiguration(spec, hostNamed(spec, command.host));
  const init = kubeadm(
    ['init', '--config', runFilePath('init.yaml'), '--upload-certs', ...ignorePreflightFlags(spec)],
    { timeoutMs: spec.budgets.initTimeoutMs, sensitive: true },
  );
  return withRunFile(command.host, 'init.yaml', content, [mustSucceed(place(command.host, INIT, init))]);
}
