import { invariant } from '../foundation/invariant.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';

/** The first control-plane host of the spec. Specs of one cluster must agree on it: the file of the lease is there. */
export function firstMaster(spec: ClusterSpec): HostSpec {
  const [first] = hostsOf(spec, 'control-plane');
  invariant(first !== undefined, 'a cluster has a control-plane host', spec.name);
  return first;
}
