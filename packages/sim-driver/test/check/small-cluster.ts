import type { ClusterSpec } from '@quorate/core';
import type { Fault, Scenario } from '../../src/index.js';
import { parseFault } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';

/** The tutorial's cluster without workers: its runs are shorter. */
export function mastersOnly(): ClusterSpec {
  const spec = tutorialSpec();
  return { ...spec, hosts: spec.hosts.filter(({ role }) => role !== 'worker' && role !== 'jumpbox') };
}

function faultsOf(spec: ClusterSpec, texts: readonly string[]): readonly Fault[] {
  const names = spec.hosts.map(({ name }) => name);
  return texts.map((text) => {
    const parsed = parseFault(text, names);
    if (!parsed.ok) throw new Error(parsed.error);
    return parsed.value;
  });
}

export function scenarioOf(texts: readonly string[], spec: ClusterSpec = mastersOnly()): Scenario {
  return { spec, seed: 3, faults: faultsOf(spec, texts), late: {} };
}
