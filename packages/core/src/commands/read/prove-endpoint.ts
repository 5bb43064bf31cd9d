import type { Tri } from '../../foundation/tri.js';
import type { StepOutcome } from '../../steps/step-outcome.js';
import type { ProveEndpointCommand } from '../command.js';
import { keyOf } from '../lower/placing.js';
import { PROBE_ENDPOINT } from '../lower/prove-endpoint.js';
import type { CommandReport } from '../report.js';
import type { StepOutcomes } from '../step-plan.js';

/** A host that could not be asked proves nothing: unknown. */
export function readProveEndpoint(command: ProveEndpointCommand, outcomes: StepOutcomes): CommandReport {
  const reachableFrom = Object.fromEntries(
    command.from.map((host) => [host, reachable(outcomes.get(keyOf(host, PROBE_ENDPOINT)))]),
  );
  return { outcome: 'succeeded', facts: { kind: 'endpoint', reachableFrom } };
}

function reachable(outcome: StepOutcome | undefined): Tri {
  if (outcome?.kind === 'succeeded') return 'yes';
  return outcome?.kind === 'failed' && outcome.cause.kind === 'tcp' ? 'no' : 'unknown';
}
