import type { ClusterSpec, ExecutionEvent, JournalEntry, RunResult } from '@quorate/core';
import { execute, MemoryJournal } from '@quorate/core';
import type { Simulation } from '../../src/index.js';

export interface Run {
  readonly result: RunResult;
  readonly events: readonly ExecutionEvent[];
  readonly journal: readonly JournalEntry[];
}

export interface RunChoices {
  readonly spec?: ClusterSpec;
  readonly resumeFrom?: readonly JournalEntry[];
  readonly onEvent?: (event: ExecutionEvent) => void;
}

/** Longer than any patience: a run that has not ended by then never will. */
const ENDLESS_MS = 24 * 3_600_000;

/** One orchestrator over a simulation, to its end. */
export async function run(simulation: Simulation, choices: RunChoices = {}): Promise<Run> {
  const driver = simulation.orchestrator();
  const events: ExecutionEvent[] = [];
  const journal = new MemoryJournal();
  const startedMs = simulation.nowMs();
  try {
    const result = await execute({
      spec: choices.spec ?? simulation.spec,
      driver,
      clock: driver,
      journal,
      ...(choices.resumeFrom === undefined ? {} : { resumeFrom: choices.resumeFrom }),
      onEvent: (event) => {
        events.push(event);
        choices.onEvent?.(event);
        if (event.atMs - startedMs > ENDLESS_MS) throw new Error('the run does not end');
      },
    });
    return { result, events, journal: journal.entries };
  } finally {
    driver.detach();
  }
}

class OrchestratorDied extends Error {}

/** Runs until just after the n-th event that fits, then the orchestrator dies; its journal is what remains. */
export async function runUntilDeath(
  simulation: Simulation,
  atEvent: number,
  fits: (event: ExecutionEvent) => boolean,
): Promise<{
  readonly died: boolean;
  readonly journal: readonly JournalEntry[];
  readonly events: readonly ExecutionEvent[];
}> {
  const events: ExecutionEvent[] = [];
  const driver = simulation.orchestrator();
  const journal = new MemoryJournal();
  let seen = 0;
  try {
    await execute({
      spec: simulation.spec,
      driver,
      clock: driver,
      journal,
      onEvent: (event) => {
        events.push(event);
        if (!fits(event)) return;
        seen += 1;
        if (seen === atEvent) throw new OrchestratorDied();
      },
    });
    return { died: false, journal: journal.entries, events };
  } catch (error) {
    if (!(error instanceof OrchestratorDied)) throw error;
    return { died: true, journal: journal.entries, events };
  } finally {
    driver.detach();
  }
}

/** How often a program was started on any host, by the beginning of its line. */
export function starts(events: readonly ExecutionEvent[], line: string): number {
  return events.filter((event) => event.type === 'step.started' && event.line.startsWith(line)).length;
}

/** Commands that changed something, in order of issue. */
export function mutations(events: readonly ExecutionEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'command.issued' && event.mutates ? [event.title] : []));
}
