import { UPLOADED_CERTIFICATES_TTL_MS } from '../../decisions/own-tokens.js';
import { Secret } from '../../foundation/secret.js';
import { readCertificateKey, readJoinCommand } from '../../observation/read/kubeadm-output.js';
import type { StepOutcome } from '../../steps/step-outcome.js';
import type { LoweringContext } from '../lowering-context.js';
import type { CommandFacts, Reading, SecretName } from '../report.js';

type CredentialFacts = Extract<CommandFacts, { readonly kind: 'credentials' }>;

export interface Credentials {
  readonly facts: CredentialFacts;
  readonly secrets: Reading['secrets'];
}

const NO_CREDENTIALS: Credentials = { facts: { kind: 'credentials' }, secrets: {} };

/**
 * The token in the join command that was printed. Its life is counted from when the command was issued, so it is never thought
 * to live longer than it does.
 */
export function readToken(outcome: StepOutcome | undefined, { spec, nowMs }: LoweringContext): Credentials {
  const command = readJoinCommand(outcome?.stdout ?? '');
  if (!command.known) return NO_CREDENTIALS;
  const { token, caCertHashes } = command.value;
  return {
    facts: {
      kind: 'credentials',
      token: {
        id: token.slice(0, token.indexOf('.')),
        caCertHash: caCertHashes[0],
        expiresAtMs: nowMs + spec.credentials.tokenTtlMs,
      },
    },
    secrets: vault('bootstrap-token', token),
  };
}

/** The key that `upload-certs` printed, alone on its line, also within the output of init. */
export function readUploadedKey(outcome: StepOutcome | undefined, { nowMs }: LoweringContext): Credentials {
  const key = readCertificateKey(outcome?.stdout ?? '');
  if (!key.known) return NO_CREDENTIALS;
  return {
    facts: { kind: 'credentials', certificateKey: { expiresAtMs: nowMs + UPLOADED_CERTIFICATES_TTL_MS } },
    secrets: vault('certificate-key', key.value),
  };
}

export function together(one: Credentials, other: Credentials): Credentials {
  return { facts: { ...one.facts, ...other.facts }, secrets: { ...one.secrets, ...other.secrets } };
}

function vault(name: SecretName, text: string): Reading['secrets'] {
  return { [name]: new Secret(name, text) };
}
