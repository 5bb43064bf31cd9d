import type { Tri } from '../../foundation/tri.js';
import type { StepOutcome } from '../../steps/step-outcome.js';
import type { FailureClass } from '../report.js';
import { classifyFailure } from './classify-failure.js';
import { linesThatMatter } from './excerpt.js';

const NOT_SERVING: ReadonlySet<FailureClass> = new Set([
  'api-unreachable',
  'etcd-unhealthy',
  'etcd-timeout',
  'certificate-expired',
]);

/**
 * `kubectl get --raw /readyz`. No, when a server was asked and is not ready or does not answer; unknown, when kubectl could not
 * even ask (not installed, no usable kubeconfig).
 */
export function readApiReady(outcome: StepOutcome): Tri {
  if (outcome.kind === 'unknown') return 'unknown';
  if (outcome.kind === 'succeeded') return outcome.stdout.trim() === 'ok' ? 'yes' : 'no';
  if (outcome.cause.kind !== 'exit') return 'unknown';
  const answeredWithError = linesThatMatter(outcome.stderr).some((line) =>
    line.startsWith('Error from server'),
  );
  return answeredWithError || NOT_SERVING.has(classifyFailure(outcome)) ? 'no' : 'unknown';
}
