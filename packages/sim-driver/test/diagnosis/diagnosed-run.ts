import type { DiagnosedFailure, Diagnosis } from '@quorate/core';
import { collectEvidence, diagnose, FailureWatch } from '@quorate/core';
import { armFaults } from '../../src/faults/arm.js';
import { Simulation } from '../../src/index.js';
import type { MachineOptions } from '../../src/simulation/machine.js';
import { faultOf } from '../support/faults.js';
import { run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';

export interface Trouble {
  readonly faults?: readonly string[];
  readonly machines?: Readonly<Record<string, MachineOptions>>;
}

export interface DiagnosedRun {
  /** How the bootstrap ended: `ready`, or the code that it is blocked by. */
  readonly ended: string;
  /** Of the first change that failed, or of the first block. */
  readonly diagnosed: readonly DiagnosedFailure[];
}

/** Bootstraps the tutorial's cluster with something wrong; each failure is looked into while the run goes on. */
export async function diagnosedRun({ faults = [], machines = {} }: Trouble): Promise<DiagnosedRun> {
  const spec = tutorialSpec();
  const simulation = new Simulation({ spec, machines });
  armFaults(
    simulation,
    faults.map((text) => faultOf(spec, text.includes('@') ? text : `${text}@0s`)),
  );
  const watch = new FailureWatch({ spec, beside: () => besideOf(simulation), most: 1 });
  const { result } = await run(simulation, {
    onEvent: (event) => {
      watch.onEvent(event);
    },
  });
  const waiting = simulation.orchestrator();
  const diagnosed = await watch.settled(waiting);
  waiting.detach();
  const ended = result.status === 'blocked' ? result.reason.code : result.status;
  return { ended, diagnosed };
}

function besideOf(simulation: Simulation) {
  const driver = simulation.orchestrator();
  return {
    driver,
    clock: driver,
    close: () => {
      driver.detach();
    },
  };
}

/** One look at a world as it is. */
export async function diagnosisOf(simulation: Simulation): Promise<Diagnosis> {
  const driver = simulation.orchestrator();
  const evidence = await collectEvidence({ spec: simulation.spec, driver, clock: driver });
  driver.detach();
  return diagnose(evidence);
}
