import type { ClusterSpec, Observation, Result } from '@quorate/core';
import { assertNever, err, ok } from '@quorate/core';
import { OBSERVATION_FORMAT_VERSION, readSavedObservation } from '@quorate/sim-driver/plan';
import { readTextFile } from './text-file.js';

/** Whether `quorate observe` has written this, whatever may be wrong with it. */
export function isObservationFile(path: string, spec: ClusterSpec): boolean {
  const text = readTextFile(path);
  return text.ok && readSavedObservation(text.value, spec).kind !== 'unreadable';
}

/** What `quorate observe` has written of the hosts of this spec, or one line that says why it cannot be used. */
export function readObservationFile(path: string, spec: ClusterSpec): Result<Observation, string> {
  const text = readTextFile(path);
  if (!text.ok) return text;
  const read = readSavedObservation(text.value, spec);
  switch (read.kind) {
    case 'read':
      return ok(read.observation);
    case 'unreadable':
      return err(`${path}: not what \`quorate observe\` writes: ${read.why}`);
    case 'other-version':
      return err(
        `${path}: its format is ${read.found}, and this reads ${OBSERVATION_FORMAT_VERSION}: observe the hosts anew`,
      );
    case 'other-hosts':
      return err(`${path}: it is of other hosts than the spec's: ${read.seen.join(', ')}`);
    default:
      return assertNever(read);
  }
}
