import { bootstrapTokenDescription } from '../../decisions/own-tokens.js';
import { goDuration } from '../../kubeadm-config/go-duration.js';
import { renderInitConfiguration } from '../../kubeadm-config/init-configuration.js';
import { hostNamed } from '../../spec/cluster-spec.js';
import type { MintCredentialsCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { PlacedStep, StepPlan } from '../step-plan.js';
import { keyOf, mustSucceed, place } from './placing.js';
import { CHANGE_TIMEOUT_MS, kubeadm, kubeadmToken } from './programs.js';
import { runFilePath, withRunFile } from './run-file.js';

const CREATE_TOKEN = 'create-token';
const UPLOAD_CERTS = 'upload-certs';

export function createTokenKey(command: MintCredentialsCommand): string {
  return keyOf(command.via, CREATE_TOKEN);
}

export function uploadCertsKey(command: MintCredentialsCommand): string {
  return keyOf(command.via, UPLOAD_CERTS);
}

/** Both at once: neither needs the other. */
export function lowerMintCredentials(command: MintCredentialsCommand, context: LoweringContext): StepPlan {
  const token = command.token ? [createToken(command, context)] : [];
  if (!command.certificateKey) return { stages: [mustSucceed(...token)] };
  const { spec } = context;
  const content = renderInitConfiguration(spec, hostNamed(spec, command.via));
  return withRunFile(command.via, 'init.yaml', content, [mustSucceed(...token, uploadCerts(command))]);
}

function createToken(command: MintCredentialsCommand, { spec }: LoweringContext): PlacedStep {
  const ttl = goDuration(spec.credentials.tokenTtlMs);
  const description = bootstrapTokenDescription(spec);
  const args = ['create', '--ttl', ttl, '--description', description, '--print-join-command'];
  return place(
    command.via,
    CREATE_TOKEN,
    kubeadmToken(args, { timeoutMs: CHANGE_TIMEOUT_MS, sensitive: true }),
  );
}

/** The configuration is there for its kubernetesVersion only: without one kubeadm asks the internet and waits ten seconds. */
function uploadCerts(command: MintCredentialsCommand): PlacedStep {
  const args = ['init', 'phase', 'upload-certs', '--upload-certs', '--config', runFilePath('init.yaml')];
  return place(command.via, UPLOAD_CERTS, kubeadm(args, { timeoutMs: CHANGE_TIMEOUT_MS, sensitive: true }));
}
