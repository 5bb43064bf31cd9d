import type { ExecutionEvent, JournalEntry, RunResult } from '@quorate/core';
import { execute, MemoryJournal, mutates } from '@quorate/core';
import { describe, expect, test } from 'vitest';
import { Simulation } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';

const spec = tutorialSpec();

interface Stopped {
  readonly result: RunResult;
  readonly events: readonly ExecutionEvent[];
  readonly entries: readonly JournalEntry[];
}

/** A run that is asked to stop when its event number `at` comes. */
async function runUntil(simulation: Simulation, at: number): Promise<Stopped> {
  const orchestrator = simulation.orchestrator();
  const stop = new AbortController();
  const journal = new MemoryJournal();
  const events: ExecutionEvent[] = [];
  const onEvent = (event: ExecutionEvent): void => {
    events.push(event);
    if (events.length === at) stop.abort();
  };
  const clock = orchestrator;
  const result = await execute({ spec, driver: orchestrator, clock, stop: stop.signal, journal, onEvent });
  orchestrator.detach();
  return { result, events, entries: journal.entries };
}

function changing(events: readonly ExecutionEvent[], type: 'command.issued' | 'command.settled'): string[] {
  return events.flatMap((event) => (event.type === type && mutates(event.command) ? [event.id] : []));
}

describe('a run that is asked to stop', () => {
  test('ends at a point where every change that was begun has ended, wherever it is asked, and can be resumed', async () => {
    const whole = await runUntil(new Simulation({ spec }), Infinity);
    expect(whole.result.status).toBe('ready');
    const changes = whole.events.flatMap((event, index) =>
      event.type === 'command.issued' && event.mutates ? [index + 1, index + 2] : [],
    );
    expect(changes.length).toBeGreaterThan(10);
    for (const at of [1, ...changes, whole.events.length - 40]) {
      const simulation = new Simulation({ spec });
      const { result, events, entries } = await runUntil(simulation, at);
      expect(result, `asked at event ${at}`).toMatchObject({ status: 'aborted', inFlight: [] });
      expect(changing(events, 'command.settled').sort()).toEqual(changing(events, 'command.issued').sort());
      const after = events.slice(at).filter((event) => event.type === 'command.issued' && event.mutates);
      expect(after, 'nothing is begun any more').toEqual([]);
      const resumeFrom = entries;
      const orchestrator = simulation.orchestrator();
      const again = await execute({ spec, driver: orchestrator, clock: orchestrator, resumeFrom });
      expect(again.status, `resumed after event ${at}`).toBe('ready');
    }
  });

  test('does not stop a run that has just become ready', async () => {
    const whole = await runUntil(new Simulation({ spec }), Infinity);
    const { result } = await runUntil(new Simulation({ spec }), whole.events.length);
    expect(result.status).toBe('ready');
  });
});
