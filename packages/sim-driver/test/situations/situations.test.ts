import { afterAll, describe, expect, it } from 'vitest';
import type { Recording, Violation } from '../../src/index.js';
import {
  INVARIANTS,
  monitorInvariants,
  orchestrate,
  runScenario,
  SITUATIONS,
  SituationCollector,
} from '../../src/index.js';
import type { ToldStory } from './stories.js';
import { exampleStories, ownStories } from './stories.js';

const collector = new SituationCollector();

/** Runs the story, and once more if it says so; answers with what was violated. */
async function tell({ scenario, againAfterMs }: ToldStory): Promise<readonly Violation[]> {
  const recordings: Recording[] = [];
  const onEvent: Recording['onEvent'] = (event) => {
    for (const recording of recordings) recording.onEvent(event);
  };
  const { simulation, violations } = await runScenario(scenario, {
    invariants: INVARIANTS,
    onSimulation: (made) => recordings.push(collector.record(made)),
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
    expect(Object.values(idle.counts).every((count) => count === 0)).toBe(true);
    expect(idle.unreached).toHaveLength(SITUATIONS.length);
  });

  afterAll(() => {
    const reached = SITUATIONS.length - collector.unreached.length;
    console.log(`situations reached: ${reached} of ${SITUATIONS.length}`, collector.counts);
  });
});
