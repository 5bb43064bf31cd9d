import type { BlockReason } from '@quorate/core';
import { faultDefinition } from '../faults/catalogue.js';
import type { Fault } from '../faults/fault.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Simulation } from '../simulation/simulation.js';
import { lastingDamage } from './lasting-damage.js';
import type { RunEnd } from './run-end.js';
import type { Outcome, RunWatch } from './run-watch.js';

/** How the run ended; undefined when it is ready and what is claimed of ready clusters is still to be asked. */
export function judge(
  scenario: Scenario,
  outcome: Outcome,
  watch: RunWatch,
  struck: readonly Fault[],
): RunEnd | undefined {
  const [complaint] = watch.complaints;
  if (complaint !== undefined) {
    const { property, message, atUs } = complaint;
    return { kind: 'property', property: property.id, title: property.title, message, atUs };
  }
  if (outcome.kind === 'threw') return outcome;
  if (outcome.kind === 'bound') return { kind: 'no-end', bound: outcome.bound };
  const { result, story } = outcome;
  const [violation] = story.violations;
  if (violation !== undefined) return { kind: 'violation', violation };
  // Two at work on one cluster may both block: each says why, and the invariants judge whether that is true.
  const others = story.chapters.flatMap((chapter) => chapter.others);
  if (others.some(({ status }) => status === 'aborted'))
    return { kind: 'threw', message: 'a second run was aborted by nobody' };
  const broken = watch.atEnd(story.simulation, result);
  if (broken !== undefined) return broken;
  switch (result.status) {
    case 'ready':
      return undefined;
    case 'aborted':
      return { kind: 'threw', message: 'the run was aborted by nobody' };
    case 'blocked':
      return judgeBlock(scenario, result.reason, struck, story.simulation);
  }
}

/**
 * What several faults leave behind together is not promised to heal; what one leaves behind is, if its definition says so and it
 * did not strike in the few moments in which anything does lasting damage.
 */
function judgeBlock(
  { faults }: Scenario,
  reason: BlockReason,
  struck: readonly Fault[],
  simulation: Simulation,
): RunEnd {
  const { code, summary } = reason;
  const heals = struck.length === 0 || (faults.length === 1 && struck.every(healsByItself));
  const mustBeReady = heals && lastingDamage(simulation, code) === undefined;
  return { kind: mustBeReady ? 'gave-up' : 'blocked', code, summary };
}

function healsByItself({ kind, forMs }: Fault): boolean {
  const definition = faultDefinition(kind);
  return definition?.aftermath === 'heals' && (definition.timing === 'once' || forMs !== undefined);
}
