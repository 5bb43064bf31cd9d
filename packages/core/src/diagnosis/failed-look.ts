import { messageOf } from '../foundation/message-of.js';
import type { Secret } from '../foundation/secret.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { Diagnosis } from './diagnose.js';
import { masker } from './mask/masker.js';

/** A look that ended with an exception: of a driver, of a clock, or of whoever opens and closes them. */
export interface FailedLook {
  readonly spec: ClusterSpec;
  readonly atMs: number;
  readonly secrets: readonly Secret[] | undefined;
  readonly thrown: unknown;
}

/** Says that nobody looked, which is not the same as a look that recognised nothing. */
export function diagnosisOfFailedLook({ spec, atMs, secrets, thrown }: FailedLook): Diagnosis {
  return {
    causes: [],
    evidence: { collectedAtMs: atMs, endpoint: spec.controlPlaneEndpoint, hosts: [], items: [] },
    lookFailed: masker(secrets)(messageOf(thrown)),
  };
}
