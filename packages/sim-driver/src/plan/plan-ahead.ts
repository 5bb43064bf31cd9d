import type { CancelSignal, ClusterSpec, Observation, RunResult } from '@quorate/core';
import { execute } from '@quorate/core';
import { simulationFromObservation } from '../from-observation/simulation-from-observation.js';
import { digestOf } from './canonical-json.js';
import { observedFacts } from './observed-facts.js';
import type { Plan, PlanEnd, PlanStep, PlanTotals } from './plan.js';
import { StepRecorder } from './step-recorder.js';

export interface PlanAheadOptions {
  readonly spec: ClusterSpec;
  readonly observation: Observation;
  /** Of the simulated timings. Default 1. */
  readonly seed?: number;
  /** Undefined is the answer once it is aborted. */
  readonly signal?: CancelSignal;
  /** Called between the steps of the simulated run: lets an event loop turn, so that an interruption is noticed. */
  readonly breathe?: () => Promise<void>;
}

/**
 * Runs the protocol in a simulated world that is as the hosts were seen, and tells what it did there. The real run takes the same
 * decisions as long as the hosts answer as the simulated ones do; times are plausible, not exact.
 */
export async function planAhead(options: PlanAheadOptions): Promise<Plan | undefined> {
  const { spec, observation, seed = 1, signal, breathe } = options;
  const { simulation, assumptions } = await simulationFromObservation({ spec, observation, seed });
  const orchestrator = simulation.orchestrator();
  const recorder = new StepRecorder(spec, simulation.world, orchestrator.nowMs());
  const result = await execute({
    spec,
    driver: orchestrator,
    clock: orchestrator,
    onEvent: (event) => {
      recorder.tell(event);
    },
    ...(signal === undefined ? {} : { signal }),
    ...(breathe === undefined ? {} : { journal: { append: breathe } }),
  });
  orchestrator.detach();
  const end = endOf(result, recorder.blockedAtMs);
  if (end === undefined) return undefined;
  const facts = observedFacts(spec, observation);
  const durationMs = end.kind === 'blocked' ? end.atMs : result.tookMs;
  return {
    cluster: spec.name,
    specDigest: digestOf(spec),
    observedAtMs: observation.cluster.atMs,
    observationDigest: digestOf(facts),
    facts,
    seed,
    steps: recorder.steps,
    end,
    totals: totalsOf(recorder.steps, durationMs, recorder.workingMs),
    assumptions,
  };
}

function endOf(result: RunResult, blockedAtMs: number | undefined): PlanEnd | undefined {
  switch (result.status) {
    case 'ready':
      return { kind: 'ready' };
    case 'blocked':
      return { kind: 'blocked', atMs: blockedAtMs ?? result.tookMs, reason: result.reason };
    case 'aborted':
      return undefined;
  }
}

function totalsOf(steps: readonly PlanStep[], durationMs: number, workingMs: number): PlanTotals {
  const count = (action: PlanStep['action']): number => steps.filter((step) => step.action === action).length;
  return {
    create: count('create'),
    change: count('change'),
    destroy: count('destroy'),
    pointsOfNoReturn: steps.filter(({ pointOfNoReturn }) => pointOfNoReturn !== undefined).length,
    durationMs,
    waitingMs: Math.max(0, durationMs - workingMs),
  };
}
