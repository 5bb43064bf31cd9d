import { millis } from '../engine/scheduler.js';
import type { TraceRecord } from '../engine/trace.js';
import type { Simulation } from '../simulation/simulation.js';
import { faultDefinition } from './catalogue.js';
import type { Fault } from './fault.js';
import { fits } from './fault.js';

/** Lets the faults strike when their moments come. Unknown kinds were refused when they were parsed. */
export function armFaults(simulation: Simulation, faults: readonly Fault[]): void {
  for (const fault of faults) arm(simulation, fault);
}

function arm(simulation: Simulation, fault: Fault): void {
  const definition = faultDefinition(fault.kind);
  if (definition === undefined) throw new Error(`unknown fault ${fault.kind}`);
  const { world } = simulation;
  const strike = (occasion?: TraceRecord): void => {
    world.record('fault.struck', fault.args['host'], { kind: fault.kind });
    const cure = definition.apply(simulation, fault.args, occasion);
    if (cure === undefined || fault.forMs === undefined) return;
    world.scheduler.after(millis(fault.forMs), () => {
      world.record('fault.cured', fault.args['host'], { kind: fault.kind });
      cure();
    });
  };
  const { when } = fault;
  if (when.kind === 'after') {
    world.scheduler.after(millis(when.ms), () => {
      strike();
    });
    return;
  }
  let seen = 0;
  const stop = world.trace.onRecord((record) => {
    if (!fits(when, record)) return;
    seen += 1;
    if (seen !== when.occurrence) return;
    stop();
    // Through the queue: what has just happened is finished first.
    world.scheduler.after(millis(when.delayMs), () => {
      strike(when.delayMs === 0 ? record : undefined);
    });
  });
}
