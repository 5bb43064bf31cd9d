import type { ExecuteOptions, ExecutionEvent, JournalEntry } from '@quorate/core';
import type * as Core from '@quorate/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Invariant, RunObserver } from '../../src/index.js';
import { runScenario } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';
import { faultOf } from '../support/faults.js';

const spec = tutorialSpec();
const scenario = { spec, seed: 1, faults: [faultOf(spec, 'second-orchestrator@20s')], late: {} };

interface Heard {
  readonly events: ExecutionEvent[];
  readonly entries: JournalEntry[];
}

/** Hears every run, and finds that one changes a cluster which another has already begun. */
function listening(heard: Heard[]): Invariant {
  return {
    id: 'run-ends',
    title: 'nobody begins at a cluster that is there',
    formula: 'changes of a run that began later than the first = 0',
    watchRun: ({ simulation }) => {
      const own: Heard = { events: [], entries: [] };
      const second = heard.push(own) > 1;
      const startedMs = simulation.nowMs();
      return {
        onEvent: (event) => {
          own.events.push(event);
          return second && event.type === 'command.issued' && event.mutates
            ? `${event.title}, by the run that began at ${startedMs}`
            : undefined;
        },
        onJournal: (entry) => {
          own.entries.push(entry);
          return undefined;
        },
      };
    },
  };
}

describe('the run of a second orchestrator', () => {
  it('is observed as a run of its own, each of its events and entries once', async () => {
    const heard: Heard[] = [];
    const first: ExecutionEvent[] = [];
    const { violations, chapters } = await runScenario(scenario, {
      invariants: [listening(heard)],
      onEvent: (event) => first.push(event),
    });
    expect(heard).toHaveLength(2);
    expect(heard[0]?.events).toEqual(first);
    const other = heard[1]?.events ?? [];
    const ids = other.flatMap((event) => (event.type === 'command.issued' ? [event.id] : []));
    expect(ids[0]).toBe('c1');
    expect(new Set(ids).size).toBe(ids.length);
    expect(other.at(-1)).toMatchObject({ type: 'run.ended', result: chapters[0]?.others[0] });
    expect(heard.map(({ entries }) => entries.filter(({ kind }) => kind === 'opened').length)).toEqual([
      1, 1,
    ]);
    expect(violations.length).toBeGreaterThan(0);
    expect(new Set(violations.map(({ message }) => message)).size).toBe(violations.length);
  });

  it('is the same run when nobody observes it', async () => {
    const watched = await runScenario(scenario, { invariants: [listening([])] });
    const alone = await runScenario(scenario);
    expect(alone.simulation.world.trace.hash).toBe(watched.simulation.world.trace.hash);
  });
});

/** `spoil` changes what the second run of the protocol says; the first is left alone. */
async function checkedWithSecond(
  spoil: (observer: Partial<RunObserver>, ended: Core.RunResult) => Core.RunResult,
) {
  vi.resetModules();
  vi.doMock('@quorate/core', async (original) => {
    const real = await original<typeof Core>();
    let runs = 0;
    return {
      ...real,
      execute: async (options: ExecuteOptions) => {
        runs += 1;
        const own = runs;
        const result = await real.execute(options);
        if (own === 1) return result;
        const { onEvent, journal } = options;
        return spoil(
          {
            ...(onEvent === undefined ? {} : { onEvent }),
            ...(journal === undefined ? {} : { onJournal: (entry) => void journal.append(entry) }),
          },
          result,
        );
      },
    };
  });
  const { runChecked } = await import('../../src/check/index.js');
  return (await runChecked(scenario)).end;
}

describe('what only a second orchestrator does', () => {
  afterEach(() => {
    vi.doUnmock('@quorate/core');
    vi.resetModules();
  });

  it('is judged: an event of its run', async () => {
    const end = await checkedWithSecond(({ onEvent }, result) => {
      const command = { kind: 'initialise', host: 'master2' } as const;
      const told = { type: 'command.issued', atMs: 0, id: 'c999', title: 'init', mutates: true } as const;
      onEvent?.({ ...told, command });
      return result;
    });
    expect(end).toMatchObject({ kind: 'violation', violation: { message: 'init: without a permit' } });
  });

  it('is judged: an entry of its journal', async () => {
    const reason = '-----BEGIN RSA PRIVATE KEY-----';
    const end = await checkedWithSecond(({ onJournal }, result) => {
      onJournal?.({ kind: 'issued', atMs: 0, id: 'c999', command: { kind: 'wait', ms: 1, reason } });
      return result;
    });
    expect(end).toMatchObject({ kind: 'violation', violation: { invariant: 'no-secret-shown' } });
  });

  it('is judged: an end that nobody asked for', async () => {
    const end = await checkedWithSecond((_, { changes, tookMs }) => ({
      status: 'aborted',
      inFlight: [],
      changes,
      tookMs,
    }));
    expect(end).toEqual({ kind: 'threw', message: 'a second run was aborted by nobody' });
  });

  it('is no failure when it ends like any run', async () => {
    expect((await checkedWithSecond((_, result) => result)).kind).toBe('ready');
  });
});
