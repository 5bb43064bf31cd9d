import type { Hands } from '../executor/run-plan.js';
import { runPlan } from '../executor/run-plan.js';
import type { Secret } from '../foundation/secret.js';
import type { Evidence } from './evidence.js';
import type { EvidenceRequest } from './evidence-plan.js';
import { evidencePlan } from './evidence-plan.js';
import { masker } from './mask/masker.js';
import { readEvidence } from './read-evidence.js';

export interface CollectOptions extends EvidenceRequest, Hands {
  /** What must not be shown, beside everything that has the form of a secret. */
  readonly secrets?: readonly Secret[];
}

/** Looks at the hosts concerned, all at once, and masks what they say. Changes nothing and never rejects. */
export async function collectEvidence(options: CollectOptions): Promise<Evidence> {
  const { spec, driver, clock, signal, secrets } = options;
  const plan = evidencePlan(options);
  const collectedAtMs = clock.nowMs();
  const hands = { driver, clock, ...(signal === undefined ? {} : { signal }) };
  const outcomes = await runPlan(plan, hands);
  return readEvidence({ spec, plan, outcomes, mask: masker(secrets), collectedAtMs });
}
