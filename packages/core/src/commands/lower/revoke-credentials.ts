import type { RevokeCredentialsCommand } from '../command.js';
import type { StepPlan } from '../step-plan.js';
import { inAnyCase, place } from './placing.js';
import { CHANGE_TIMEOUT_MS, kubeadmToken } from './programs.js';

export function lowerRevokeCredentials(command: RevokeCredentialsCommand): StepPlan {
  const steps = [...new Set(command.tokenIds)].map((id) =>
    place(command.via, `delete-token ${id}`, kubeadmToken(['delete', id], { timeoutMs: CHANGE_TIMEOUT_MS })),
  );
  return { stages: [inAnyCase(...steps)] };
}
