import type { ClusterSpec, Observation } from '@quorate/core';
import type { RebuiltWorld } from '../from-observation/simulation-from-observation.js';
import { simulationFromObservation } from '../from-observation/simulation-from-observation.js';
import { Simulation } from '../simulation/simulation.js';

/** The hosts before anything is done to them. Plain JSON. */
export interface Beginning {
  readonly spec: ClusterSpec;
  readonly seed: number;
  /** Hosts that are plain Debian machines at first, by name. */
  readonly unprepared?: readonly string[];
  /** Hosts are as they were seen, and it is the time of that look. Default: fresh hosts, prepared but for `unprepared`. */
  readonly observed?: Observation;
}

export async function beginSimulation(beginning: Beginning, keepTrace = false): Promise<RebuiltWorld> {
  const { spec, seed, unprepared = [], observed } = beginning;
  if (observed !== undefined)
    return simulationFromObservation({ spec, observation: observed, seed, keepTrace });
  const plain = unprepared.map((name) => [name, { prepared: false }] as const);
  const simulation = new Simulation({ spec, seed, keepTrace, machines: Object.fromEntries(plain) });
  return { simulation, assumptions: [] };
}
