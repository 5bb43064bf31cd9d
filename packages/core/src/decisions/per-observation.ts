import type { Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';

/** A pure function of spec and observation, computed once per observation: guards ask the same many times in a step. */
export function perObservation<T>(
  derive: (spec: ClusterSpec, observation: Observation) => T,
): (spec: ClusterSpec, observation: Observation) => T {
  const derived = new WeakMap<Observation, { readonly spec: ClusterSpec; readonly value: T }>();
  return (spec, observation) => {
    const before = derived.get(observation);
    if (before?.spec === spec) return before.value;
    const value = derive(spec, observation);
    derived.set(observation, { spec, value });
    return value;
  };
}
