import { describe, expect, it, vi } from 'vitest';
import type { Clock, Driver, ExecutionEvent, HostStep, StepOutcome } from '../../src/index.js';
import { execute, MemoryJournal } from '../../src/index.js';
import { specOf } from '../protocol/spec-of.js';

const succeeded: StepOutcome = { kind: 'succeeded', stdout: '', stderr: '', tookMs: 1 };

function unreachable(host: string): StepOutcome {
  return {
    kind: 'failed',
    cause: { kind: 'unreachable', detail: `${host}: no route to host` },
    stdout: '',
    stderr: '',
    tookMs: 1,
  };
}

/** Time that passes only when it is waited for. */
function patientClock(): Clock {
  let nowMs = 1_767_225_600_000;
  return {
    nowMs: () => nowMs,
    wait: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
  };
}

function driverThat(answer: (host: string, step: HostStep) => StepOutcome | Promise<StepOutcome>): Driver {
  return { run: async (host, step) => answer(host, step) };
}

describe('execute', () => {
  it('looks, finds nobody, and ends blocked with the reason when patience is spent, having changed nothing', async () => {
    const result = await execute({
      spec: specOf(3, 1),
      driver: driverThat(unreachable),
      clock: patientClock(),
    });
    expect(result).toMatchObject({ status: 'blocked', changes: 0, reason: { code: 'may-hold-a-cluster' } });
  });

  it('writes every event to the journal before it acts on it', async () => {
    const journal = new MemoryJournal();
    const order: string[] = [];
    await execute({
      spec: specOf(1, 0),
      driver: driverThat(unreachable),
      clock: patientClock(),
      journal: {
        append: (entry) => {
          journal.append(entry);
          order.push(entry.kind === 'event' ? `journal ${entry.event.type}` : `journal ${entry.kind}`);
        },
      },
      onEvent: (event) => {
        if (event.type === 'state.entered' || event.type === 'command.issued') order.push(event.type);
      },
    });
    expect(order.slice(0, 5)).toEqual([
      'journal opened',
      'journal run.started',
      'state.entered',
      'journal issued',
      'command.issued',
    ]);
    expect(journal.entries[0]).toMatchObject({ kind: 'opened', version: 1 });
  });

  it('keeps nothing of what it did where nobody gave it a journal', async () => {
    const kept = vi.spyOn(MemoryJournal.prototype, 'append');
    await execute({ spec: specOf(1, 0), driver: driverThat(unreachable), clock: patientClock() });
    expect(kept).not.toHaveBeenCalled();
    kept.mockRestore();
  });

  it('ends aborted when it is told to; a look that was cut off leaves nothing in doubt', async () => {
    const controller = new AbortController();
    const driver: Driver = {
      run: (_host, _step, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            resolve({ kind: 'unknown', cause: 'aborted', stdout: '', stderr: '', tookMs: 1 });
          });
          controller.abort();
        }),
    };
    const result = await execute({
      spec: specOf(3, 0),
      driver,
      clock: patientClock(),
      signal: controller.signal,
    });
    expect(result).toMatchObject({ status: 'aborted', inFlight: [], changes: 0 });
  });

  it('does nothing at all when it was aborted before it began', async () => {
    const started: string[] = [];
    const result = await execute({
      spec: specOf(3, 0),
      driver: driverThat((host) => {
        started.push(host);
        return succeeded;
      }),
      clock: patientClock(),
      signal: AbortSignal.abort(),
    });
    expect(result).toMatchObject({ status: 'aborted', changes: 0 });
  });

  it('takes a driver that throws for an unknown outcome, not for a failure', async () => {
    const events: ExecutionEvent[] = [];
    const result = await execute({
      spec: specOf(1, 0),
      driver: driverThat(() => Promise.reject(new Error('socket hung up'))),
      clock: patientClock(),
      onEvent: (event) => events.push(event),
    });
    expect(result.status).toBe('blocked');
    const outcomes = new Set(
      events.flatMap((event) => (event.type === 'step.settled' ? [event.outcome] : [])),
    );
    expect([...outcomes]).toEqual(['unknown']);
  });

  it('interrupts what is under way when a listener throws', async () => {
    const started: string[] = [];
    const interrupted: string[] = [];
    const run = execute({
      spec: specOf(3, 0),
      driver: {
        run: (host, _step, { signal }) =>
          new Promise(() => {
            started.push(host);
            signal.addEventListener('abort', () => interrupted.push(host));
          }),
      },
      clock: patientClock(),
      onEvent: (event) => {
        if (event.type === 'step.started' && event.host === 'master2') throw new Error('no listener');
      },
    });
    await expect(run).rejects.toThrow('no listener');
    expect(interrupted).toEqual(started);
    expect(started.length).toBeGreaterThan(0);
  });
});
