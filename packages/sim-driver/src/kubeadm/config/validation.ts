import type { Failure } from '../failure.js';

/** One complaint about a field of the configuration. */
export interface FieldError {
  readonly field: string;
  readonly value: string;
  readonly detail: string;
}

/** kubeadm's aggregate of field errors: exit code 3, one error plain, several in brackets. */
export function validationFailure(errors: readonly FieldError[]): Failure | undefined {
  if (errors.length === 0) return undefined;
  const texts = errors.map(
    ({ field, value, detail }) => `${field}: Invalid value: ${JSON.stringify(value)}: ${detail}`,
  );
  return { cause: texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`, exitCode: 3 };
}

export function isBootstrapToken(text: string): boolean {
  return /^[a-z0-9]{6}\.[a-z0-9]{16}$/.test(text);
}

export const INVALID_TOKEN = 'the bootstrap token is invalid';
