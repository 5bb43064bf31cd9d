import { invariant } from '../../foundation/invariant.js';
import type { Secret, Text } from '../../foundation/secret.js';
import type { JoinCredentials } from '../../kubeadm-config/join-configuration.js';
import {
  renderControlPlaneJoinConfiguration,
  renderWorkerJoinConfiguration,
} from '../../kubeadm-config/join-configuration.js';
import { ignorePreflightFlags } from '../../kubeadm-config/node-registration.js';
import type { HostName } from '../../spec/cluster-spec.js';
import { hostNamed } from '../../spec/cluster-spec.js';
import type { JoinControlPlaneCommand, JoinWorkerCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { SecretName } from '../report.js';
import type { StepPlan } from '../step-plan.js';
import { mustSucceed, place } from './placing.js';
import { kubeadm } from './programs.js';
import { runFilePath, withRunFile } from './run-file.js';

/** Token and certificate key travel in a file of root's, never in argv. */
export function lowerJoinControlPlane(command: JoinControlPlaneCommand, context: LoweringContext): StepPlan {
  const content = renderControlPlaneJoinConfiguration(context.spec, hostNamed(context.spec, command.host), {
    ...joinCredentials(context),
    certificateKey: secret(context, 'certificate-key'),
  });
  return join(command.host, content, context);
}

export function lowerJoinWorker(command: JoinWorkerCommand, context: LoweringContext): StepPlan {
  const host = hostNamed(context.spec, command.host);
  return join(
    command.host,
    renderWorkerJoinConfiguration(context.spec, host, joinCredentials(context)),
    context,
  );
}

function join(host: HostName, content: Text, { spec }: LoweringContext): StepPlan {
  const step = kubeadm(['join', '--config', runFilePath('join.yaml'), ...ignorePreflightFlags(spec)], {
    timeoutMs: spec.budgets.joinTimeoutMs,
  });
  return withRunFile(host, 'join.yaml', content, [mustSucceed(place(host, 'kubeadm-join', step))]);
}

function joinCredentials(context: LoweringContext): JoinCredentials {
  const { caCertHash } = context;
  invariant(caCertHash !== undefined, 'the CA hash is known before a join');
  return { token: secret(context, 'bootstrap-token'), caCertHash };
}

function secret(context: LoweringContext, name: SecretName): Secret {
  const value = context.secret(name);
  invariant(value !== undefined, 'the credentials of a join are in the vault', name);
  return value;
}
