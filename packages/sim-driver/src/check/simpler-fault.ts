import type { ClusterSpec } from '@quorate/core';
import { faultDefinition } from '../faults/catalogue.js';
import type { Fault } from '../faults/fault.js';
import { argumentsProblem } from '../faults/fault-arguments.js';
import { candidatesOf } from './fault-kinds.js';

const ROUND_MS = [600_000, 60_000, 10_000, 1_000, 100];

/** The same fault at rounder and earlier times, or a simpler moment; the boldest first. */
export function simplerTimes(fault: Fault): readonly Fault[] {
  const { when, forMs } = fault;
  const moments: readonly Fault['when'][] =
    when.kind === 'after'
      ? rounder(when.ms).map((ms) => ({ kind: 'after', ms }))
      : [
          ...(when.occurrence > 1 ? [{ ...when, occurrence: 1 }] : []),
          ...rounder(when.delayMs).map((delayMs) => ({ ...when, delayMs })),
        ];
  const spans = forMs === undefined ? [] : rounder(forMs).filter((ms) => ms > 0);
  return [
    ...moments.map((moment) => ({ ...fault, when: moment })),
    ...spans.map((ms) => ({ ...fault, forMs: ms })),
  ];
}

/** Smaller numbers that are easier to read: 0, then what is left when it is rounded down. Fewer digits, never more. */
function rounder(ms: number): readonly number[] {
  const down = ROUND_MS.map((unit) => Math.floor(ms / unit) * unit);
  return [...new Set([0, ...down])].filter((one) => one >= 0 && one < ms);
}

/** The same fault without an optional argument, or with one that its definition names before. */
export function simplerArguments(fault: Fault, spec: ClusterSpec): readonly Fault[] {
  const definition = faultDefinition(fault.kind);
  if (definition === undefined) return [];
  return definition.args.flatMap((argument) => {
    const value = fault.args[argument.name];
    if (value === undefined) return [];
    const { [argument.name]: _, ...others } = fault.args;
    const taken = Object.values(others);
    const earlier = candidatesOf(argument, spec);
    const simpler = earlier
      .slice(0, Math.max(0, earlier.indexOf(value)))
      .filter((one) => !taken.includes(one));
    const changed = simpler
      .map((one) => ({ ...fault, args: { ...fault.args, [argument.name]: one } }))
      // What runs on a master alone cannot be struck on a load balancer: nobody could read such a fault again.
      .filter(({ args }) => argumentsProblem(definition, args, spec.hosts) === undefined);
    return argument.optional === true ? [{ ...fault, args: others }, ...changed] : changed;
  });
}
