import type { Observation } from '../../src/index.js';
import { originOf } from '../../src/decisions/origin.js';
import { specOf } from '../protocol/spec-of.js';
import { runningObservation } from './running-cluster.js';

export const spec = specOf(3, 0);
export const NAMES = ['master1', 'master2', 'master3'];
export const empty = runningObservation(spec, { joined: [] });
export const one = runningObservation(spec, { joined: ['master1'] });
export const three = runningObservation(spec, { joined: NAMES });

/** Where a run of this observation starts from. */
export function origin(observation: Observation, assumeNew = false) {
  return originOf({ ...spec, assumeNew }, observation);
}

/** Throws unless a run is blocked. */
export function blockOf(observation: Observation) {
  const from = origin(observation);
  if (from.kind !== 'blocked') throw new Error(`${from.kind} instead of blocked`);
  return from.block;
}
