import type { ClusterSpec, Observation } from '@quorate/core';
import { digestOf } from './canonical-json.js';
import { observedFacts } from './observed-facts.js';
import type { Plan } from './plan.js';

/**
 * Of the JSON that {@link renderSavedPlan} writes. A reader of 1.x may meet fields that it does not know; what 1.0 has keeps its
 * name, meaning and unit.
 */
export const PLAN_FORMAT_VERSION = '1.0';

/** `format_version`, then the fields of {@link Plan}. Instants are milliseconds since the epoch, durations milliseconds. */
export function renderSavedPlan(plan: Plan): string {
  return `${JSON.stringify({ format_version: PLAN_FORMAT_VERSION, ...plan }, undefined, 2)}\n`;
}

/** One fact that is not as it was when the plan was made. Absent: there was, or is, nothing to tell. */
export interface MovedFact {
  readonly fact: string;
  readonly planned?: string;
  readonly now?: string;
}

export type ReadPlan =
  | { readonly kind: 'read'; readonly plan: Plan }
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'other-version'; readonly found: string }
  /** Made for a specification that is not this one, or has been changed since. */
  | { readonly kind: 'other-spec'; readonly plannedFor: string };

/** Reads what {@link renderSavedPlan} wrote, for this specification. Whether it still fits the hosts, {@link movedSince} tells. */
export function readSavedPlan(text: string, spec: ClusterSpec): ReadPlan {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { kind: 'unreadable', why: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (typeof json !== 'object' || json === null || !('format_version' in json))
    return { kind: 'unreadable', why: 'no saved plan: it has no format_version' };
  const { format_version: version, ...rest } = json;
  if (typeof version !== 'string' || version.split('.')[0] !== PLAN_FORMAT_VERSION.split('.')[0])
    return { kind: 'other-version', found: String(version) };
  const plan = rest as Plan;
  const whole =
    typeof plan.cluster === 'string' &&
    typeof plan.specDigest === 'string' &&
    typeof plan.facts === 'object' &&
    Array.isArray(plan.steps);
  if (!whole) return { kind: 'unreadable', why: 'no whole plan: it lacks its cluster, digests or steps' };
  if (digestOf(plan.facts) !== plan.observationDigest)
    return { kind: 'unreadable', why: 'it was changed after it was saved: its facts do not have its digest' };
  if (plan.specDigest !== digestOf(spec)) return { kind: 'other-spec', plannedFor: plan.cluster };
  return { kind: 'read', plan };
}

/** What the plan depends on and what is otherwise now; empty when the plan may be carried out as it is. */
export function movedSince(plan: Plan, spec: ClusterSpec, observation: Observation): readonly MovedFact[] {
  const facts = observedFacts(spec, observation);
  return plan.observationDigest === digestOf(facts) ? [] : movedFacts(plan.facts, facts);
}

function movedFacts(
  planned: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly MovedFact[] {
  const names = [...new Set([...Object.keys(planned), ...Object.keys(now)])];
  return names.flatMap((fact) => {
    const before = planned[fact];
    const after = now[fact];
    if (before === after) return [];
    return [
      {
        fact,
        ...(before === undefined ? {} : { planned: before }),
        ...(after === undefined ? {} : { now: after }),
      },
    ];
  });
}
