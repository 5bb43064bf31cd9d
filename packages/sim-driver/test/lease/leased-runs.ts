import type {
  CancelSignal,
  Clock,
  ClusterSpec,
  Driver,
  ExecutionEvent,
  HostStep,
  LeasedRunResult,
  LeaseEvent,
  LeaseOptions,
} from '@quorate/core';
import { executeLeased } from '@quorate/core';
import type { SimDriver, Simulation } from '../../src/index.js';
import { millis } from '../../src/engine/scheduler.js';

export type LeasedEvent = ExecutionEvent | LeaseEvent;

/** One leased run in a simulation, as one orchestrator process that can be killed. */
export interface LeasedRun {
  readonly runId: string;
  readonly events: LeasedEvent[];
  /** When each of them happened, in virtual milliseconds: its own clock may be wrong. */
  readonly happenedMs: Map<LeasedEvent, number>;
  /** Undefined for a run that was killed. */
  readonly result: Promise<LeasedRunResult | undefined>;
  kill(): void;
  /** When it was killed, in virtual milliseconds. */
  killedAtMs: number | undefined;
}

export interface LeasedChoices {
  readonly spec?: ClusterSpec;
  /** Milliseconds after which it is started. */
  readonly afterMs?: number;
  readonly lease?: Partial<LeaseOptions>;
  /** How far its clock is ahead of the world's; a function for one that somebody sets meanwhile. */
  readonly clockAheadMs?: number | (() => number);
  readonly signal?: CancelSignal;
  readonly stop?: CancelSignal;
  /** What stands between the run and its hosts, for the renewals too. */
  readonly through?: (driver: Driver) => Driver;
  /** For the renewals only. */
  readonly renewThrough?: (driver: Driver) => Driver;
  readonly onEvent?: (event: LeasedEvent) => void;
}

/** Starts a run; all of those that were started go on as soon as somebody awaits one. */
export function startLeased(simulation: Simulation, runId: string, choices: LeasedChoices = {}): LeasedRun {
  const { spec = simulation.spec, afterMs = 0, through = same, renewThrough = same } = choices;
  const clockOf = (driver: SimDriver): Clock => ahead(driver, choices.clockAheadMs ?? 0);
  const main = simulation.orchestrator();
  const drivers: SimDriver[] = [main];
  const events: LeasedEvent[] = [];
  const happenedMs = new Map<LeasedEvent, number>();
  let die: () => void = () => undefined;
  const died = new Promise<undefined>((resolve) => {
    die = () => {
      resolve(undefined);
    };
  });
  const started = async (): Promise<LeasedRunResult> => {
    if (afterMs > 0) {
      const waited = main.wait(afterMs, { signal: new AbortController().signal });
      main.idle();
      await waited;
    }
    return executeLeased({
      spec,
      driver: through(main),
      clock: clockOf(main),
      ...(choices.signal === undefined ? {} : { signal: choices.signal }),
      ...(choices.stop === undefined ? {} : { stop: choices.stop }),
      lease: {
        holder: { name: `${runId}@test`, pid: 1, runId },
        whenHeld: 'wait',
        ...choices.lease,
      },
      beside: () => {
        const aside = simulation.orchestrator();
        drivers.push(aside);
        return {
          driver: renewThrough(through(aside)),
          clock: clockOf(aside),
          close: () => {
            aside.detach();
          },
        };
      },
      onEvent: (event) => {
        events.push(event);
        happenedMs.set(event, simulation.nowMs());
        choices.onEvent?.(event);
      },
    });
  };
  const run: LeasedRun = {
    runId,
    events,
    happenedMs,
    killedAtMs: undefined,
    result: Promise.race([
      started().finally(() => {
        for (const driver of drivers) driver.detach();
      }),
      died,
    ]),
    kill: () => {
      run.killedAtMs ??= simulation.nowMs();
      for (const driver of drivers) driver.die();
      die();
    },
  };
  return run;
}

const same = (driver: Driver): Driver => driver;

function ahead(driver: SimDriver, by: number | (() => number)): Clock {
  return {
    nowMs: () => driver.nowMs() + (typeof by === 'number' ? by : by()),
    elapsedMs: () => driver.elapsedMs(),
    wait: (waitMs, options) => driver.wait(waitMs, options),
    idle: () => {
      driver.idle();
    },
  };
}

/** A driver to which some steps on some hosts do not get through, as if the way there were cut for this run alone. */
export function withoutWayTo(fits: (host: string, step: HostStep) => boolean): (driver: Driver) => Driver {
  return (driver) => ({
    run: async (host, step, options) =>
      fits(host, step)
        ? driver.run(host, { kind: 'probe-tcp', address: host, port: 1, timeoutMs: 1 }, options).then(() => ({
            kind: 'failed',
            cause: { kind: 'unreachable', detail: `${host}: connection timed out` },
            stdout: '',
            stderr: '',
            tookMs: 1,
          }))
        : driver.run(host, step, options),
  });
}

/** Counts the steps that a driver is given. */
export function counting(count: (host: string, step: HostStep) => void): (driver: Driver) => Driver {
  return (driver) => ({
    run: (host, step, options) => {
      count(host, step);
      return driver.run(host, step, options);
    },
  });
}

/** Kills it after so long. */
export function killAfter(simulation: Simulation, run: LeasedRun, ms: number): void {
  simulation.world.scheduler.after(millis(ms), () => {
    run.kill();
  });
}

export interface Change {
  readonly runId: string;
  readonly title: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** When each change of a run was under way in the world: until it was settled, the run ended, or its orchestrator was killed. */
export function changesOf(run: LeasedRun): readonly Change[] {
  const open = new Map<string, { readonly title: string; readonly fromMs: number }>();
  const changes: Change[] = [];
  const end = (id: string, untilMs: number): void => {
    const begun = open.get(id);
    open.delete(id);
    if (begun !== undefined) changes.push({ runId: run.runId, ...begun, untilMs });
  };
  for (const event of run.events) {
    const atMs = run.happenedMs.get(event) ?? NaN;
    if (event.type === 'command.issued' && event.mutates)
      open.set(event.id, { title: event.title, fromMs: atMs });
    if (event.type === 'command.settled') end(event.id, atMs);
    if (event.type === 'run.ended') for (const id of [...open.keys()]) end(id, atMs);
  }
  for (const id of [...open.keys()]) end(id, run.killedAtMs ?? Infinity);
  return changes;
}

/** Pairs of changes of different runs that were under way at the same time. */
export function overlaps(runs: readonly LeasedRun[]): readonly string[] {
  const changes = runs.flatMap(changesOf);
  return changes.flatMap((a, index) =>
    changes
      .slice(index + 1)
      .filter((b) => a.runId !== b.runId && a.fromMs < b.untilMs && b.fromMs < a.untilMs)
      .map((b) => `${a.runId}: ${a.title} | ${b.runId}: ${b.title}`),
  );
}

/** Mistakes of the order that disjoint intervals may still hide: the runs change the cluster one after the other. */
export function interleaved(runs: readonly LeasedRun[]): readonly string[] {
  const order = runs
    .flatMap(changesOf)
    .sort((a, b) => a.fromMs - b.fromMs)
    .map(({ runId }) => runId);
  return order.filter((runId, index) => runId !== order[index - 1]);
}

export function eventsOf<T extends LeasedEvent['type']>(
  run: LeasedRun,
  type: T,
): readonly Extract<LeasedEvent, { readonly type: T }>[] {
  return run.events.filter(
    (event): event is Extract<LeasedEvent, { readonly type: T }> => event.type === type,
  );
}
