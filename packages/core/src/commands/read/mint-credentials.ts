import { readCertificateKey, readJoinCommand } from '../../observation/read/kubeadm-output.js';
import type { MintCredentialsCommand } from '../command.js';
import { createTokenKey, uploadCertsKey } from '../lower/mint-credentials.js';
import type { LoweringContext } from '../lowering-context.js';
import type { Reading } from '../report.js';
import type { StepOutcomes, StepPlan } from '../step-plan.js';
import { readChange } from './change.js';
import { readToken, readUploadedKey, together } from './credentials.js';

/**
 * What was printed exists, whatever became of the rest: a key that was uploaded has replaced the one before it, also when the
 * token could not be made.
 */
export function readMintCredentials(
  command: MintCredentialsCommand,
  plan: StepPlan,
  outcomes: StepOutcomes,
  context: LoweringContext,
): Reading {
  const change = readChange(plan, outcomes, {
    hadItsEffect: ({ key }, { kind, stdout }) =>
      kind === 'unknown' &&
      ((key === createTokenKey(command) && readJoinCommand(stdout).known) ||
        (key === uploadCertsKey(command) && readCertificateKey(stdout).known)),
  });
  const { facts, secrets } = together(
    readToken(outcomes.get(createTokenKey(command)), context),
    readUploadedKey(outcomes.get(uploadCertsKey(command)), context),
  );
  return { report: { ...change, facts }, secrets };
}
