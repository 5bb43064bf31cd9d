import type { ClusterSpec, Result } from '@quorate/core';
import { assertNever, err, ok } from '@quorate/core';
import type { Plan } from '@quorate/sim-driver/plan';
import { PLAN_FORMAT_VERSION, readSavedPlan } from '@quorate/sim-driver/plan';
import { EXIT } from '../exit-code.js';
import type { Refusal } from '../refusal.js';
import { readTextFile } from './text-file.js';

/** What `quorate plan --out` has written for this spec. Whether the hosts are still so is another question. */
export function readPlanFile(path: string, spec: ClusterSpec): Result<Plan, Refusal> {
  const text = readTextFile(path);
  if (!text.ok) return invalid(text.error);
  const read = readSavedPlan(text.value, spec);
  switch (read.kind) {
    case 'read':
      return ok(read.plan);
    case 'unreadable':
      return invalid(`${path}: ${read.why}`);
    case 'other-version':
      return invalid(
        `${path}: its format is ${read.found}, and this reads ${PLAN_FORMAT_VERSION}: plan again`,
      );
    case 'other-spec':
      return err({
        problems: [`${path}: this plan was made for another specification (${read.plannedFor}): plan again`],
        exitCode: EXIT.refused,
      });
    default:
      return assertNever(read);
  }
}

function invalid(problem: string): Result<never, Refusal> {
  return err({ problems: [problem], exitCode: EXIT.configInvalid });
}
