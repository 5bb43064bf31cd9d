import type { ClusterSpec, ExecutionEvent, RunResult } from '@quorate/core';
import { armFaults } from '../faults/arm.js';
import type { Violation } from '../invariants/invariant.js';
import { monitorInvariants } from '../invariants/monitor.js';
import { orchestrate } from '../scenario/orchestrate.js';
import type { Simulation } from '../simulation/simulation.js';
import type { ClusterLook } from './cluster-look.js';
import { lookAt } from './cluster-look.js';
import type { WhatIfAction } from './parse-what-if.js';

/** Elections, health checks of the load balancer and the first beats of kubelets have happened by then. */
export const WHAT_IF_SETTLE_MS = 20_000;
const BOOT_MS = 10_000;

export interface WhatIfStep {
  readonly action: WhatIfAction;
  /** Virtual time at which it was done. */
  readonly atMs: number;
  /** What the protocol came to, where the action ran it. */
  readonly result?: RunResult;
  /** How things stand afterwards: at once, or 20 s after something went wrong. */
  readonly look: ClusterLook;
  /** Invariants that broke meanwhile. */
  readonly violations: readonly Violation[];
}

export interface WhatIfOptions {
  /** The hosts that take part at first; those who join later may be missing. Default: all of the simulation. */
  readonly spec?: ClusterSpec;
  readonly onEvent?: (event: ExecutionEvent) => void;
  /** How things stood before the first action. */
  readonly before?: ClusterLook;
}

/** Does one thing after the other to a simulated cluster, and tells how it stands after each. */
export async function* runWhatIf(
  simulation: Simulation,
  actions: readonly WhatIfAction[],
  options: WhatIfOptions = {},
): AsyncGenerator<WhatIfStep, void, undefined> {
  const monitor = monitorInvariants(simulation);
  let { spec = simulation.spec, before } = options;
  let seen = 0;
  try {
    for (const action of actions) {
      const atMs = simulation.nowMs();
      if (action.kind === 'join') spec = joined(simulation, spec, action.hosts);
      const result = await doAction(simulation, action, spec, (event) => {
        monitor.onEvent(event);
        options.onEvent?.(event);
      });
      before = lookAt(simulation, before);
      const violations = monitor.violations.slice(seen);
      seen = monitor.violations.length;
      yield { action, atMs, look: before, violations, ...(result === undefined ? {} : { result }) };
    }
  } finally {
    monitor.stop();
  }
}

function joined(simulation: Simulation, spec: ClusterSpec, names: readonly string[]): ClusterSpec {
  for (const name of names) simulation.powerOn(name);
  simulation.advance(BOOT_MS);
  const present = new Set([...spec.hosts.map(({ name }) => name), ...names]);
  return { ...spec, hosts: simulation.spec.hosts.filter(({ name }) => present.has(name)) };
}

async function doAction(
  simulation: Simulation,
  action: WhatIfAction,
  spec: ClusterSpec,
  onEvent: (event: ExecutionEvent) => void,
): Promise<RunResult | undefined> {
  switch (action.kind) {
    case 'wait':
      simulation.advance(action.ms);
      return undefined;
    case 'strike':
      armFaults(simulation, [action.fault]);
      simulation.advance(WHAT_IF_SETTLE_MS);
      return undefined;
    case 'join':
    case 'apply':
      return (await orchestrate(simulation, { spec, onEvent })).result;
  }
}
