import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ClusterSpec } from '@quorate/core';
import { parseClusterSpec, withCniManifest } from '@quorate/core';
import type { Fault, Scenario } from '../../src/index.js';
import { parseFault, parseSpan } from '../../src/index.js';
import type { Exhibit } from './exhibit.js';

export const EXAMPLES = fileURLToPath(new URL('../../../../examples/', import.meta.url));

/** A specification below examples/, with the CNI manifest that all of them name. */
export function exampleSpec(path: string): ClusterSpec {
  const parsed = parseClusterSpec(readFileSync(`${EXAMPLES}${path}`, 'utf8'), { fileName: path });
  if (!parsed.ok) throw new Error(`${path}: ${parsed.errors.map(({ message }) => message).join('; ')}`);
  return withCniManifest(parsed.spec, readFileSync(`${EXAMPLES}cni/bridge.yaml`, 'utf8'));
}

export function faultsOf(texts: readonly string[], spec: ClusterSpec): readonly Fault[] {
  const hosts = spec.hosts.map(({ name }) => name);
  return texts.map((text) => {
    const parsed = parseFault(text, hosts);
    if (!parsed.ok) throw new Error(parsed.error);
    return parsed.value;
  });
}

function lateOf(spans: Readonly<Record<string, string>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(spans).map(([host, span]) => [host, parseSpan(span) ?? 0]));
}

export function scenarioOf({ world }: Exhibit): Scenario {
  const spec = exampleSpec(world.cluster);
  const faults = faultsOf(world.faults, spec);
  return { spec, seed: world.seed, faults, late: lateOf(world.late ?? {}) };
}
