import type { ClusterSpec, ExecutionEvent, RunResult } from '@quorate/core';
import type { Beginning } from '../scenario/begin-simulation.js';
import { beginSimulation } from '../scenario/begin-simulation.js';
import { orchestrate } from '../scenario/orchestrate.js';
import type { Simulation } from '../simulation/simulation.js';
import type { WhatIfAction } from './parse-what-if.js';

export interface WhatIfBeginning {
  readonly simulation: Simulation;
  /** What nobody had seen and had to be chosen, in words. */
  readonly assumptions: readonly string[];
  /** Without the hosts that join later. */
  readonly spec: ClusterSpec;
  /** Of the bootstrap; undefined for hosts as they were seen, on which nothing was run. */
  readonly result?: RunResult;
}

/**
 * A cluster to try things out on: bootstrapped from nothing, without the hosts that the actions let join, or left as it was seen.
 */
export async function beginWhatIf(
  beginning: Beginning,
  actions: readonly WhatIfAction[],
  onEvent?: (event: ExecutionEvent) => void,
): Promise<WhatIfBeginning> {
  const { spec: whole, observed } = beginning;
  const { simulation, assumptions } = await beginSimulation(beginning);
  const late = new Set(actions.flatMap((action) => (action.kind === 'join' ? action.hosts : [])));
  if (observed !== undefined) {
    const seen = (name: string): boolean => !late.has(name) || observed.hosts[name]?.reachable === 'yes';
    return {
      simulation,
      assumptions,
      spec: { ...whole, hosts: whole.hosts.filter(({ name }) => seen(name)) },
    };
  }
  for (const name of late) simulation.world.host(name).powerOff();
  const spec = { ...whole, hosts: whole.hosts.filter(({ name }) => !late.has(name)) };
  const { result } = await orchestrate(simulation, { spec, ...(onEvent === undefined ? {} : { onEvent }) });
  return { simulation, assumptions, spec, result };
}
