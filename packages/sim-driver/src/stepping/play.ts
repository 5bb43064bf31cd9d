import type { ExecutionEvent, RunResult } from '@quorate/core';
import { execute, mutates } from '@quorate/core';
import { armFaults } from '../faults/arm.js';
import type { Fault } from '../faults/fault.js';
import type { Beginning } from '../scenario/begin-simulation.js';
import { beginSimulation } from '../scenario/begin-simulation.js';
import type { Simulation } from '../simulation/simulation.js';

/** A simulated bootstrap as data: whoever plays it again sees the same. */
export interface Play extends Beginning {
  readonly faults: readonly Fault[];
  /** What somebody did to it, each right after a step, in order. */
  readonly interventions: readonly Intervention[];
}

export interface Intervention {
  readonly afterStep: number;
  /** As it was written. */
  readonly text: string;
  readonly fault: Fault;
}

/** Events at which it is worth stopping: changes, how they end, and the run's own turns. */
export type StepEvent = Extract<
  ExecutionEvent,
  { type: 'command.issued' | 'command.settled' | 'run.blocked' | 'run.unblocked' | 'run.ended' }
>;

export interface Played {
  /** What had to be chosen because nobody had seen it: of hosts as they were seen. */
  readonly assumptions: readonly string[];
  /** As it stands right after the last step. Its orchestrator is gone: it can be looked at, not gone on with. */
  readonly simulation: Simulation;
  /** From the first to the one that was asked for, or to the last there is. */
  readonly steps: readonly StepEvent[];
  /** The states of the chart that were entered last. */
  readonly states: readonly string[];
  readonly result: RunResult | undefined;
}

class Reached extends Error {}

/** Plays a bootstrap from its beginning up to a step, counted from 1. Nothing of an earlier playing is kept: it costs a run. */
export async function playTo(play: Play, step: number): Promise<Played> {
  const { spec, faults, interventions } = play;
  const { simulation, assumptions } = await beginSimulation(play);
  armFaults(simulation, faults);
  const steps: StepEvent[] = [];
  let states: readonly string[] = [];
  const intervene = (): void => {
    for (const { afterStep, fault } of interventions)
      if (afterStep === steps.length) armFaults(simulation, [fault]);
  };
  intervene();
  if (step < 1) return { assumptions, simulation, steps, states, result: undefined };
  const orchestrator = simulation.orchestrator();
  const onEvent = (event: ExecutionEvent): void => {
    if (event.type === 'state.entered') ({ states } = event);
    if (!isStep(event)) return;
    steps.push(event);
    if (steps.length >= step && event.type !== 'run.ended') throw new Reached();
    intervene();
  };
  try {
    const result = await execute({ spec, driver: orchestrator, clock: orchestrator, onEvent });
    return { assumptions, simulation, steps, states, result };
  } catch (error) {
    if (!(error instanceof Reached)) throw error;
    return { assumptions, simulation, steps, states, result: undefined };
  } finally {
    orchestrator.detach();
  }
}

function isStep(event: ExecutionEvent): event is StepEvent {
  switch (event.type) {
    case 'command.issued':
      return event.mutates;
    case 'command.settled':
      return mutates(event.command);
    case 'run.blocked':
    case 'run.unblocked':
    case 'run.ended':
      return true;
    case 'state.entered':
    case 'step.started':
    case 'step.settled':
    case 'event.ignored':
    case 'run.stopping':
      return false;
  }
}
