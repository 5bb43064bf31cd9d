import type { Fault } from '../faults/fault.js';
import type { Scenario, Story } from '../scenario/scenario.js';
import { runScenario } from '../scenario/scenario.js';
import type { ClusterProperty } from './cluster-property.js';
import { judge } from './judge.js';
import type { RunEnd } from './run-end.js';
import { struckFaults } from './struck-faults.js';
import type { CheckOptions, Outcome } from './run-watch.js';
import { RunWatch } from './run-watch.js';

export interface CheckedRun {
  readonly scenario: Scenario;
  readonly end: RunEnd;
  /** The faults whose moment came. */
  readonly struck: readonly Fault[];
  /** The others. */
  readonly missed: readonly Fault[];
  /** Of the trace up to the end of the run: equal hashes, equal runs. */
  readonly hash: string;
  readonly worldEvents: number;
}

/** One run with every invariant and property watched, and its end judged. Never rejects for what the run does. */
export async function runChecked(
  scenario: Scenario,
  properties: readonly ClusterProperty[] = [],
  options: CheckOptions = {},
): Promise<CheckedRun> {
  const watch = new RunWatch(scenario, properties, options);
  const outcome = await watch.run();
  const { struck, missed } = struckFaults(scenario.faults, watch.strikes);
  const end = judge(scenario, outcome, watch, struck) ?? (await whenReady(scenario, properties, outcome));
  return { scenario, end, struck, missed, hash: watch.hash, worldEvents: watch.worldEvents };
}

/** Each property is asked in a world of its own: the run is the same, so the later ones get it by running it again. */
async function whenReady(
  scenario: Scenario,
  properties: readonly ClusterProperty[],
  outcome: Outcome,
): Promise<RunEnd> {
  if (outcome.kind !== 'ended' || outcome.result.status !== 'ready')
    throw new Error('only a run that has ended ready has passed its judgement');
  let story: Story | undefined = outcome.story;
  for (const property of properties) {
    if (property.kind !== 'when-ready') continue;
    story ??= await runScenario(scenario);
    const message = property.check(story.simulation, scenario.spec);
    story = undefined;
    if (message !== undefined)
      return { kind: 'property', property: property.id, title: property.title, message };
  }
  const { changes, tookMs } = outcome.result;
  return { kind: 'ready', changes, tookMs };
}
