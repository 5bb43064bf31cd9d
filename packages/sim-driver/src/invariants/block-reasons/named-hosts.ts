import type { BlockReason, ClusterSpec, HostSpec } from '@quorate/core';

/** The hosts whose names stand in a text. */
export function hostsIn({ hosts }: ClusterSpec, text: string): readonly HostSpec[] {
  const words = new Set(text.split(/[^A-Za-z0-9._-]+/).map((word) => word.replace(/[.-]+$/, '')));
  return hosts.filter(({ name }) => words.has(name));
}

/** Those that a reason is about: its summary names them, or else its evidence does; all of the cluster when neither does. */
export function hostsOfReason(
  { hosts, ...spec }: ClusterSpec,
  { summary, evidence }: BlockReason,
): readonly HostSpec[] {
  const all = hosts.filter(({ role }) => role !== 'jumpbox');
  for (const text of [summary, evidence.map((check) => check.evidence).join('\n')]) {
    const named = hostsIn({ ...spec, hosts: all }, text);
    if (named.length > 0) return named;
  }
  return all;
}

/** `master1, master2`. */
export function namesOf(hosts: readonly HostSpec[]): string {
  return hosts.map(({ name }) => name).join(', ');
}
