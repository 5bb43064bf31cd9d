import type { ClusterSpec, HostStep, StepOutcome } from '@quorate/core';
import type { Cure } from '../../src/faults/fault.js';
import { faultDefinition } from '../../src/faults/catalogue.js';
import { Future, startTask } from '../../src/engine/task.js';
import type { Task } from '../../src/engine/task.js';
import { seconds } from '../../src/engine/scheduler.js';
import type { Host } from '../../src/host/host.js';
import type { Connection, DialFailure } from '../../src/network/service.js';
import { orchestrate, Simulation } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';
import { faultOf } from '../support/faults.js';

/** A simulation of the tutorial's hosts on which faults are tried one by one. */
export function laboratory(seed = 1, change: Partial<ClusterSpec> = {}): Simulation {
  return new Simulation({ spec: tutorialSpec(change), seed, keepTrace: true });
}

/** Lets a fault in its short form (without a moment) strike now. */
export function strike(simulation: Simulation, text: string): Cure {
  const fault = faultOf(simulation.spec, `${text}@0s`);
  const cure = faultDefinition(fault.kind)?.apply(simulation, fault.args);
  return cure ?? (() => undefined);
}

/** A cluster as the tutorial makes it, with its orchestrator gone. */
export async function cluster(seed = 1, change: Partial<ClusterSpec> = {}): Promise<Simulation> {
  const simulation = laboratory(seed, change);
  const { result } = await orchestrate(simulation);
  if (result.status !== 'ready') throw new Error(`not ready: ${result.status}`);
  return simulation;
}

/** Runs a task to its end, and says how long it took in milliseconds. */
function finish<T>(simulation: Simulation, task: Task<T>): { readonly value: T; readonly ms: number } {
  const { scheduler } = simulation.world;
  const startUs = scheduler.now();
  const running = startTask(scheduler, task);
  while (!running.result.settled && scheduler.step());
  const value = running.result.value;
  if (value === undefined) throw new Error('the task has no value');
  return { value, ms: (scheduler.now() - startUs) / 1_000 };
}

/** Something that listens on a port of a host. */
export function serve(host: Host, port: number): void {
  host.spawn(['server'], function* (process) {
    host.listen(process, '0.0.0.0', port, { protocol: 'test' });
    yield { kind: 'future', future: new Future() };
    return 0;
  });
}

export function dial(
  simulation: Simulation,
  from: string,
  to: string,
  port: number,
): Connection | DialFailure {
  const { world } = simulation;
  const address = world.host(to).addresses.at(-1) ?? '';
  return finish(simulation, world.network.connect(world.host(from), address, port, seconds(5))).value;
}

/** How a dial ends: `connected`, or why not. */
export function dialled(simulation: Simulation, from: string, to: string, port: number): string {
  const answer = dial(simulation, from, to, port);
  return answer.kind === 'connected' ? 'connected' : answer.reason;
}

/** One step of an orchestrator, to its outcome. */
export async function step(simulation: Simulation, host: string, one: HostStep): Promise<StepOutcome> {
  const [outcome] = await steps(simulation, host, [one]);
  if (outcome === undefined) throw new Error('no outcome');
  return outcome;
}

/** Steps of one orchestrator on one host, all at once. */
export async function steps(
  simulation: Simulation,
  host: string,
  all: readonly HostStep[],
): Promise<readonly StepOutcome[]> {
  const driver = simulation.orchestrator();
  const signal = {
    aborted: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  const outcomes: StepOutcome[] = [];
  const running = all.map(async (one) => {
    outcomes.push(await driver.run(host, one, { signal }));
  });
  while (outcomes.length < all.length) {
    driver.idle();
    // The outcome is handed over by a promise.
    await Promise.resolve();
    await Promise.resolve();
  }
  await Promise.all(running);
  driver.detach();
  return outcomes;
}

export function run(argv: readonly [string, ...string[]], timeoutMs = 60_000): HostStep {
  return { kind: 'run', argv, timeoutMs };
}
