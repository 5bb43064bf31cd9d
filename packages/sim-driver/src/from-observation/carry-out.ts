import type { Command } from '@quorate/core';
import { lower, runPlan } from '@quorate/core';
import type { Simulation } from '../simulation/simulation.js';

/** What was seen to be done is done by the very steps that the protocol would take. Needs no secrets. */
export async function carryOut(simulation: Simulation, command: Command): Promise<void> {
  const driver = simulation.orchestrator();
  const context = { spec: simulation.spec, secret: () => undefined, nowMs: driver.nowMs() };
  await runPlan(lower(command, context), { driver, clock: driver });
  driver.detach();
}
