import type { Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';

/** A pure function of spec and observation, whose last result is kept: guards ask the same hundreds of times between two looks. */
export function perObservation<T>(
  derive: (spec: ClusterSpec, observation: Observation) => T,
): (spec: ClusterSpec, observation: Observation) => T {
  let last: { readonly spec: ClusterSpec; readonly observation: Observation; readonly value: T } | undefined;
  return (spec, observation) => {
    if (last?.observation !== observation || last.spec !== spec)
      last = { spec, observation, value: derive(spec, observation) };
    return last.value;
  };
}
