import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';

/** A pure function of spec and host, neither of which ever changes: computed once per host. */
export function perHost<T>(
  derive: (spec: ClusterSpec, host: HostSpec) => T,
): (spec: ClusterSpec, host: HostSpec) => T {
  const derived = new WeakMap<HostSpec, { readonly spec: ClusterSpec; readonly value: T }>();
  return (spec, host) => {
    const before = derived.get(host);
    if (before?.spec === spec) return before.value;
    const value = derive(spec, host);
    derived.set(host, { spec, value });
    return value;
  };
}
