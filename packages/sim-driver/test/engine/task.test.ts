import { describe, expect, it } from 'vitest';
import { PausableTimers } from '../../src/engine/pausable-timers.js';
import { Scheduler } from '../../src/engine/scheduler.js';
import type { Task } from '../../src/engine/task.js';
import { all, apart, Future, sleep, startTask, within } from '../../src/engine/task.js';

function toEnd(scheduler: Scheduler): void {
  while (scheduler.step());
}

describe('sleep and within', () => {
  it('take the time that they are given', () => {
    const scheduler = new Scheduler(0);
    const at: number[] = [];
    startTask(
      scheduler,
      (function* (): Task<void> {
        yield* sleep(5);
        at.push(scheduler.now());
        yield* within(new Future<number>(), 7);
        at.push(scheduler.now());
        yield* sleep(0);
        yield* sleep(-3);
        at.push(scheduler.now());
      })(),
    );
    toEnd(scheduler);
    expect(at).toEqual([5, 12, 12]);
  });

  it('ends the wait for a future when it is settled, or when the other one is', () => {
    const scheduler = new Scheduler(0);
    const answer = new Future<string>();
    const closed = new Future<string>();
    const seen: unknown[] = [];
    function* waiting(future: Future<string>, other: Future<string>): Task<void> {
      seen.push(yield* within(future, 100, other), scheduler.now());
    }
    startTask(scheduler, waiting(answer, closed));
    startTask(scheduler, waiting(new Future(), closed));
    scheduler.at(3, () => answer.settle('here'));
    scheduler.at(4, () => closed.settle('gone'));
    scheduler.runUntil(50);
    expect(seen).toEqual(['here', 3, undefined, 4]);
  });

  it('does not wait for what is there', () => {
    const scheduler = new Scheduler(0);
    const settled = new Future<string>();
    settled.settle('here');
    const seen: unknown[] = [];
    startTask(
      scheduler,
      (function* (): Task<void> {
        seen.push(yield* within(settled, 100));
        seen.push(yield* within(new Future<string>(), 100, settled));
      })(),
    );
    expect(seen).toEqual(['here', undefined]);
  });

  it('is not woken by a future whose time was up', () => {
    const scheduler = new Scheduler(0);
    const late = new Future<string>();
    const at: number[] = [];
    startTask(
      scheduler,
      (function* (): Task<void> {
        yield* within(late, 5);
        at.push(scheduler.now());
        yield* within(new Future<string>(), 20);
        at.push(scheduler.now());
      })(),
    );
    scheduler.at(10, () => late.settle('late'));
    toEnd(scheduler);
    expect(at).toEqual([5, 25]);
  });
});

describe('apart', () => {
  interface Log {
    readonly entries: string[];
    readonly scheduler: Scheduler;
  }

  function* inner({ entries, scheduler }: Log, name: string, waits: number): Task<string> {
    for (let count = 0; count < waits; count += 1) {
      entries.push(`${name} ${String(count)} at ${String(scheduler.now())}`);
      yield* sleep(10);
    }
    return `${name} done`;
  }

  function* outer(log: Log, wrap: <T>(task: Task<T>) => Task<T>): Task<string> {
    const results: string[] = [];
    for (const waits of [0, 1, 3]) results.push(yield* wrap(middle(log, wrap, waits)));
    return results.join(', ');
  }

  function* middle(log: Log, wrap: <T>(task: Task<T>) => Task<T>, waits: number): Task<string> {
    yield* sleep(1);
    const [first, second] = yield* all(log.scheduler, [
      wrap(inner(log, 'a', waits)),
      wrap(inner(log, 'b', waits)),
    ]);
    return `${first ?? ''} ${second ?? ''} ${yield* wrap(inner(log, 'c', waits))}`;
  }

  function run(wrap: <T>(task: Task<T>) => Task<T>): readonly unknown[] {
    const log: Log = { entries: [], scheduler: new Scheduler(0) };
    const running = startTask(log.scheduler, outer(log, wrap));
    toEnd(log.scheduler);
    return [log.entries, running.result.value, log.scheduler.now(), log.scheduler.fired];
  }

  it('changes neither what a task does, nor when, nor what it returns', () => {
    expect(run(apart)).toEqual(run((task) => task));
  });

  it('hands a failure to whoever waits for the task', () => {
    const scheduler = new Scheduler(0);
    function* failing(): Task<string> {
      yield* sleep(1);
      throw new Error('no');
    }
    const caught = startTask(
      scheduler,
      (function* (): Task<string> {
        try {
          return yield* apart(apart(failing()));
        } catch (error) {
          yield* sleep(1);
          return `caught ${String(error)}`;
        }
      })(),
    );
    const ends: string[] = [];
    const rescued = startTask(scheduler, apart(failing()), {
      rescue: (error) => `rescued ${String(error)}`,
      ended: (value) => ends.push(value),
    });
    toEnd(scheduler);
    expect(caught.result.value).toBe('caught Error: no');
    expect([rescued.result.value, ...ends]).toEqual(['rescued Error: no', 'rescued Error: no']);
  });

  it('dies with the task that waits for it, and takes its children along', () => {
    const log: Log = { entries: [], scheduler: new Scheduler(0) };
    const running = startTask(log.scheduler, outer(log, apart));
    log.scheduler.runUntil(5);
    running.kill();
    const before = log.entries.length;
    toEnd(log.scheduler);
    expect(log.entries).toHaveLength(before);
  });
});

describe('PausableTimers', () => {
  it('catches up, in order, with what became due while they were stopped', () => {
    const scheduler = new Scheduler(0);
    const timers = new PausableTimers(scheduler);
    const fired: string[] = [];
    for (const [dueUs, name] of [
      [1, 'one'],
      [4, 'four'],
      [5, 'five'],
      [9, 'nine'],
    ] as const)
      timers.at(dueUs, () => fired.push(`${name} at ${String(scheduler.now())}`));
    const cancelled = timers.at(6, () => fired.push('cancelled'));
    scheduler.runUntil(2);
    const first = timers.pause();
    const second = timers.pause();
    scheduler.runUntil(6);
    first();
    scheduler.runUntil(7);
    timers.cancel(cancelled);
    second();
    toEnd(scheduler);
    expect(fired).toEqual(['one at 1', 'four at 7', 'five at 7', 'nine at 9']);
  });
});
