import type { ClusterSpec, Result } from '@quorate/core';
import { err, ok, parseClusterSpec, renderDefaults } from '@quorate/core';

/** The spec with these of its hosts and no others, in its own order; or in one sentence each why that is no cluster. */
export function onlyHosts(
  spec: ClusterSpec,
  names: readonly string[],
): Result<ClusterSpec, readonly string[]> {
  const there = spec.hosts.map(({ name }) => name);
  const strangers = names.filter((name) => !there.includes(name));
  if (strangers.length > 0)
    return err(strangers.map((name) => `no host "${name}" in the spec; there are ${there.join(', ')}`));
  const hosts = spec.hosts.filter(({ name }) => names.includes(name));
  const smaller = { ...spec, hosts };
  const parsed = parseClusterSpec(renderDefaults(smaller));
  return parsed.ok
    ? ok(smaller)
    : err(
        parsed.errors.map(
          ({ path, message }) => `with only ${names.join(', ')} there is no cluster: ${path} ${message}`,
        ),
      );
}
