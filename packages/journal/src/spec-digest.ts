import { createHash } from 'node:crypto';
import type { ClusterSpec } from '@quorate/core';

/** The specification, less what a resumed run may find changed: how the hosts are reached. */
function essence(spec: ClusterSpec): unknown {
  return { ...spec, hosts: spec.hosts.map(({ ssh: _, ...host }) => host) };
}

/** `sha256:` and 64 hexadecimal digits; the same for specifications that one run may be resumed with. */
export function specDigest(spec: ClusterSpec): string {
  return `sha256:${createHash('sha256')
    .update(canonical(essence(spec)))
    .digest('hex')}`;
}

/** Paths at which two specifications differ in what must be the same, for example `hosts[2].role`. */
export function specDifferences(one: ClusterSpec, other: ClusterSpec): readonly string[] {
  return differences(plain(essence(one)), plain(essence(other)), '');
}

function differences(one: unknown, other: unknown, path: string): string[] {
  if (isObject(one) && isObject(other) && Array.isArray(one) === Array.isArray(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return keys.flatMap((key) => differences(one[key], other[key], below(path, key, Array.isArray(one))));
  }
  return canonical(one) === canonical(other) ? [] : [path];
}

function below(path: string, key: string, inArray: boolean): string {
  if (inArray) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** As it is after a journey through JSON: without members that are undefined. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

function canonical(value: unknown): string {
  // A member that one side lacks is undefined, and JSON has no word for it.
  if (value === undefined) return 'undefined';
  return JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner) && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
