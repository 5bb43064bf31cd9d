import { afterAll, describe, expect, it } from 'vitest';
import type { Recording, TraceRecord, Violation } from '../../src/index.js';
import {
  INVARIANTS,
  monitorInvariants,
  orchestrate,
  runScenario,
  Simulation,
  SITUATIONS,
  SituationCollector,
} from '../../src/index.js';
import { faultOf } from '../support/faults.js';
import { tutorialSpec } from '../support/specs.js';
import type { ToldStory } from './stories.js';
import { exampleStories, ownStories } from './stories.js';

const collector = new SituationCollector();

/** Runs the story, and once more if it says so; answers with what was violated. */
async function tell(
  { scenario, againAfterMs }: ToldStory,
  into: SituationCollector = collector,
  onRecord: (record: TraceRecord) => void = () => undefined,
): Promise<readonly Violation[]> {
  const recordings: Recording[] = [];
  const onEvent: Recording['onEvent'] = (event) => {
    for (const recording of recordings) recording.onEvent(event);
  };
  const { simulation, violations } = await runScenario(scenario, {
    invariants: INVARIANTS,
    onSimulation: (made) => {
      recordings.push(into.record(made));
      made.world.trace.onRecord(onRecord);
    },
    onEvent,
  });
  const later: Violation[] = [];
  if (againAfterMs !== undefined) {
    simulation.advance(againAfterMs);
    const monitor = monitorInvariants(simulation);
    await orchestrate(simulation, {
      onEvent: (event) => {
        monitor.onEvent(event);
        onEvent(event);
      },
    });
    later.push(...monitor.violations);
  }
  for (const recording of recordings) recording.close();
  return [...violations, ...later];
}

describe('situations', () => {
  it('are sixty at least, each under a name of its own', () => {
    const ids = SITUATIONS.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(60);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(SITUATIONS.map(({ title }) => title)).size).toBe(ids.length);
  });

  it.each([...exampleStories(), ...ownStories()])('$name: no invariant is violated', async (story) => {
    expect(await tell(story)).toEqual([]);
  });

  it('are each reached by one of these stories', () => {
    expect(collector.unreached).toEqual([]);
  });

  it('none is reached where nothing happens', () => {
    const idle = new SituationCollector();
    const simulation = new Simulation({ spec: tutorialSpec(), seed: 1 });
    const recording = idle.record(simulation);
    simulation.advance(3_600_000);
    expect(recording.close()).toEqual([]);
    expect(idle.unreached).toHaveLength(SITUATIONS.length);
  });

  it.each<[why: string, fault: string, situation: string, again?: { readonly againAfterMs: number }]>([
    ['it is right again before anybody looks', 'move-clock:master2,3h@30s~200ms', 'clock-jumped'],
    ['nothing had been written', 'wipe:master2@0s', 'disk-wiped'],
    ['nobody notices', 'isolate:master2@35s~200ms', 'links-cut'],
    ['nobody looks', 'unreachable:master2@30s~200ms', 'host-unseen'],
    ['nothing had been begun', 'lose-journal@0s', 'journal-lost'],
    ['the first run is over', 'second-orchestrator@20m', 'two-orchestrators', { againAfterMs: 1_800_000 }],
  ])('a fault is not yet what it may lead to: %s', async (_, text, situation, again) => {
    const spec = tutorialSpec();
    const harmless = new SituationCollector();
    const struck: string[] = [];
    const scenario = { spec, seed: 1, faults: [faultOf(spec, text)], late: {} };
    await tell({ name: text, scenario, ...again }, harmless, ({ event }) => struck.push(event));
    expect(struck).toContain('fault.struck');
    expect(harmless.counts[situation]).toBe(0);
  });

  afterAll(() => {
    const reached = SITUATIONS.length - collector.unreached.length;
    console.log(`situations reached: ${reached} of ${SITUATIONS.length}`, collector.counts);
  });
});
