import type { BlockReason } from '../decisions/block-reason.js';
import type { Check } from '../decisions/verdict.js';
import type { Observation } from '../observation/observation.js';
import type { HeldCredentials } from '../decisions/credentials.js';
import type { ProtocolContext } from './context.js';
import { waitedFor, waitsWith } from './waiting.js';

/** BootstrapSigner signs within seconds after the Secret appears (kube-controller-manager); this is that, on a slow cluster. */
const SIGNED_WITHIN_MS = 30_000;
/** A token that lost its usage for signing is replaced at once; a controller manager that is down needs time, not tokens. */
const REPLACEMENTS = 2;

const KEY = 'token';
const REPLACED = 'token/replaced';

/** Since when the token that is held stands in the cluster without a signature. One that is signed lets the replacements count anew. */
export function noteSignature(
  context: ProtocolContext,
  { cluster }: Observation,
): Pick<ProtocolContext, 'waits' | 'attempts'> {
  const { token } = context.credentials;
  const { signedTokenIds } = cluster;
  const { waits, attempts } = context;
  if (token === null || cluster.atMs < context.mintedMs || !signedTokenIds.known) return { waits, attempts };
  const signed = signedTokenIds.value?.includes(token.id) === true;
  const { [REPLACED]: _replaced, ...others } = attempts;
  return {
    waits: waitsWith(waits, context.nowMs, KEY, signed ? undefined : unsigned(token)),
    attempts: signed ? others : attempts,
  };
}

/** The token has been without a signature for so long that a new one is worth minting, and one may still be. */
export function tokenMustBeReplaced(context: ProtocolContext): boolean {
  const { token } = context.credentials;
  if (token === null || waitedFor(context, KEY, unsigned(token)) < SIGNED_WITHIN_MS) return false;
  return (context.attempts[REPLACED] ?? 0) < REPLACEMENTS;
}

/** The attempts with one more replacement, if minting now is one. */
export function countReplacement(context: ProtocolContext): ProtocolContext['attempts'] {
  if (!tokenMustBeReplaced(context)) return context.attempts;
  return { ...context.attempts, [REPLACED]: (context.attempts[REPLACED] ?? 0) + 1 };
}

/** With this alone in the way, no join can help. */
export function isUnsigned(refused: readonly Check[]): boolean {
  return refused.length > 0 && refused.every(({ id }) => id === 'token-signed');
}

export function tokenNotSigned(context: ProtocolContext, refused: readonly Check[]): BlockReason {
  const replaced = context.attempts[REPLACED] ?? 0;
  const signed = context.observation?.cluster.signedTokenIds;
  const gone = signed?.known === true && signed.value === null;
  return {
    code: 'token-not-signed',
    summary: gone
      ? 'ConfigMap kube-public/cluster-info is gone, so no token can be signed: a join would wait for it in vain'
      : `cluster-info is not signed with the bootstrap token, also after ${replaced} new ones: a join would wait for it in vain`,
    evidence: refused,
    remedies: [
      ...(gone
        ? [
            'on a master with admin.conf: kubeadm init phase bootstrap-token makes it again, and a token that lives 24 h',
            'if etcd has lost its data, kubeadm-config and the addons are gone with it: kubeadm init phase upload-config all, and addon all, with the configuration that the cluster was made with',
          ]
        : []),
      'look at kube-controller-manager on each master (kubectl -n kube-system logs): its BootstrapSigner signs ConfigMap kube-public/cluster-info',
      'look whether the Secret bootstrap-token-<id> in kube-system keeps usage-bootstrap-signing: "true"',
      'the run goes on by itself once a signature is there',
    ],
  };
}

function unsigned({ id }: NonNullable<HeldCredentials['token']>): string {
  return `cluster-info is not signed with token ${id}`;
}
