import type { ClusterSpec } from '@quorate/core';
import { parseClusterSpec } from '@quorate/core';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MachineOptions, SimulationOptions } from '../../src/index.js';
import { Simulation } from '../../src/index.js';

const example = fileURLToPath(new URL('../../../../examples/ha-cluster.yaml', import.meta.url));

/** The tutorial's cluster whose hosts are to be prepared, as `spec.preparation` has it in YAML flow style. */
export function specToPrepare(preparation = '{}'): ClusterSpec {
  const text = readFileSync(example, 'utf8')
    .replace(/^ {2}cni:[\s\S]*?(?=^ {2}\w|^ {2}#)/m, '')
    .replace(/^spec:\n/m, `spec:\n  preparation: ${preparation}\n`);
  const parsed = parseClusterSpec(text);
  if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => message).join('; '));
  return parsed.spec;
}

/** All hosts, or those that are named, are plain Debian. */
export function unpreparedSimulation(
  spec: ClusterSpec,
  names: readonly string[] = spec.hosts.map(({ name }) => name),
  options: Partial<SimulationOptions> = {},
): Simulation {
  const plain: MachineOptions = { prepared: false };
  const machines = Object.fromEntries(names.map((name) => [name, plain]));
  return new Simulation({ spec, machines, ...options });
}
