import type { NetworkPath } from '../../decisions/paths.js';
import type { PathObservation, PathOutcome } from '../../observation/host-capacity.js';
import type { HostName } from '../../spec/cluster-spec.js';
import type { StepOutcome } from '../../steps/step-outcome.js';
import { probeKey } from '../lower/observe-paths.js';
import type { LoweringContext } from '../lowering-context.js';
import type { StepOutcomes } from '../step-plan.js';

/** The ways from one host, of those that this look probed. */
export function readPaths(
  host: HostName,
  probed: readonly NetworkPath[],
  outcomes: StepOutcomes,
  { nowMs }: LoweringContext,
): readonly PathObservation[] {
  return probed
    .filter(({ from }) => from.name === host)
    .map((path) => ({
      address: path.address,
      port: path.port,
      outcome: readProbe(outcomes.get(probeKey(path))),
      atMs: nowMs,
    }));
}

/** A probe does nothing but connect: one that outlasts its time was not answered, whoever gave up first. */
function readProbe(outcome: StepOutcome | undefined): PathOutcome {
  switch (outcome?.kind) {
    case undefined:
      return 'unknown';
    case 'succeeded':
      return 'open';
    case 'failed':
      return outcome.cause.kind === 'tcp' ? outcome.cause.reason : 'unknown';
    case 'unknown':
      return outcome.cause === 'timed-out' ? 'timed-out' : 'unknown';
  }
}
