import { uploadingMaster } from '../../decisions/shared-certificates.js';
import { check } from '../../decisions/verdict.js';
import type { ProtocolContext } from '../context.js';
import { issue } from '../issue.js';
import { leftoverTokens } from '../run-plan.js';
import { servingMaster } from '../serving-master.js';
import { workersNeedToken } from '../worker-plan.js';
import { block, halt } from './concerns.js';

/** Credentials live as long as they are needed. */

export interface CredentialDemand {
  readonly token: boolean;
  readonly certificateKey: boolean;
}

export function controlPlaneNeedsCredentials(context: ProtocolContext): boolean {
  const { plan, credentials } = context;
  if (plan?.kind !== 'mint') return false;
  const last = context.lastSettled.credentials;
  const mintedSince = last?.report.outcome === 'succeeded' && last.atMs >= planMadeMs(context);
  return !(mintedSince && credentials.token !== null && credentials.certificateKey !== null);
}

/** Plans are made from the latest observation: whatever was minted after it answers the plan's demand. */
function planMadeMs(context: ProtocolContext): number {
  return context.lastSettled['control-plane']?.atMs ?? 0;
}

export function credentialDemand(context: ProtocolContext): CredentialDemand {
  const { plan } = context;
  const controlPlane = controlPlaneNeedsCredentials(context) && plan?.kind === 'mint';
  return {
    token: (controlPlane && plan.token) || workersNeedToken(context),
    certificateKey: controlPlane && plan.certificateKey,
  };
}

export function mintCredentials(context: ProtocolContext): ProtocolContext {
  const { spec, observation } = context;
  const demand = credentialDemand(context);
  const complete =
    demand.certificateKey && observation !== null ? uploadingMaster(spec, observation) : undefined;
  const via = complete ?? servingMaster(context);
  if (via === undefined) return context;
  return issue(context, 'credentials', { kind: 'mint-credentials', via, ...demand });
}

export function revokeCredentials(context: ProtocolContext): ProtocolContext {
  const via = servingMaster(context);
  if (via === undefined) return context;
  return issue(context, 'run', { kind: 'revoke-credentials', via, tokenIds: leftoverTokens(context) });
}

export function blockOnRevocation(context: ProtocolContext): ProtocolContext {
  const left = leftoverTokens(context);
  const named = left.map((id) => `kubeadm token delete ${id}`).join('; ');
  const refused = context.failures.filter((line) => line.includes('token delete'));
  return block(context, {
    code: 'credential-left',
    summary: `the cluster is complete, but credentials for joining it could not be revoked: ${left.join(', ')}`,
    evidence: [
      check('no-leftover-credential', 'no', `tokens that stay: ${left.join(', ')}`),
      ...refused.map((line) => check('no-leftover-credential', 'no', line)),
    ],
    remedies: [
      `on a master: ${named}; the run goes on by itself when they are gone`,
      'look at what refuses it: admission webhooks and policies on Secrets of kube-system',
    ],
  });
}

export function haltCredentials(context: ProtocolContext): ProtocolContext {
  const failure = context.lastSettled.credentials?.report.failure;
  return halt(context, 'credentials', {
    code: 'credentials-not-minted',
    summary: `token or certificate key could not be minted: ${failure?.seen ?? 'no answer'}`,
    evidence: [check('token-valid', 'no', failure?.tried ?? 'minting')],
    remedies: [`check the API on ${failure?.host ?? 'the masters'}; the run goes on by itself`],
  });
}
