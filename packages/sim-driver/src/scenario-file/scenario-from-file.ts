import type { ClusterSpec, Result } from '@quorate/core';
import { err, hostsOf, ok } from '@quorate/core';
import type { Fault } from '../faults/fault.js';
import { parseSpan } from '../faults/span.js';
import type { Scenario } from '../scenario/scenario.js';
import { onlyHosts } from './only-hosts.js';
import type { ScenarioFile } from './scenario-file.js';
import { toldFault } from './told-fault.js';

/** What a scenario tells of the run itself, in the words of its file. */
export type ToldRun = Pick<ScenarioFile, 'hosts' | 'seed' | 'faults' | 'late' | 'unprepared'>;

/**
 * What a scenario file means for a cluster: the scenario that `runScenario` takes, or all that cannot be meant, in a sentence each.
 * `spec` is the one that the file names, or that stands in it, with all hosts.
 */
export function scenarioFromFile(told: ToldRun, spec: ClusterSpec): Result<Scenario, readonly string[]> {
  const chosen = told.hosts === undefined ? ok(spec) : onlyHosts(spec, told.hosts);
  if (!chosen.ok) return chosen;
  const problems: string[] = [];
  const faults = told.faults.flatMap((text) => faultOf(text, chosen.value, problems));
  const late = lateHosts(told.late, chosen.value, problems);
  const unprepared = unpreparedHosts(told.unprepared, chosen.value, problems);
  const seed = seedOf(told.seed ?? '1', problems);
  if (problems.length > 0) return err(problems);
  const plain = unprepared.length === 0 ? {} : { unprepared };
  return ok({ spec: chosen.value, seed, faults, late, ...plain });
}

function faultOf(text: string, spec: ClusterSpec, problems: string[]): readonly Fault[] {
  const fault = toldFault(text, spec.hosts);
  if (fault.ok) return [fault.value];
  problems.push(fault.error);
  return [];
}

function seedOf(text: string, problems: string[]): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed))
    problems.push(`seed "${text}" is not a whole number from 0`);
  return seed;
}

function unpreparedHosts(
  named: readonly string[] | 'all',
  spec: ClusterSpec,
  problems: string[],
): readonly string[] {
  const able = spec.hosts.filter(({ role }) => role !== 'jumpbox').map(({ name }) => name);
  if (named === 'all') return able;
  for (const name of named.filter((one) => !able.includes(one)))
    problems.push(`unprepared host "${name}" is not in the spec; these can: ${able.join(', ')}`);
  return named;
}

function lateHosts(texts: readonly string[], spec: ClusterSpec, problems: string[]): Record<string, number> {
  const late: Record<string, number> = {};
  for (const text of texts) {
    const [name = '', span = ''] = text.split('=', 2);
    const ms = parseSpan(span);
    const problem = lateProblem(name, spec);
    if (problem !== undefined) problems.push(problem);
    else if (ms === undefined || ms < 0)
      problems.push(`late host "${text}" is not HOST=TIME such as ${name}=3d`);
    else if (name in late) problems.push(`${name} is late twice`);
    else late[name] = ms;
  }
  return late;
}

function lateProblem(name: string, spec: ClusterSpec): string | undefined {
  const first = hostsOf(spec, 'control-plane')[0]?.name;
  const able = [...hostsOf(spec, 'control-plane').slice(1), ...hostsOf(spec, 'worker')].map(
    (host) => host.name,
  );
  if (able.includes(name)) return undefined;
  const can = able.length === 0 ? 'in this cluster none can' : `these can: ${able.join(', ')}`;
  if (name === first) return `${name} cannot be late: it starts the cluster; ${can}`;
  const role = spec.hosts.find((host) => host.name === name)?.role;
  return role === undefined
    ? `late host "${name}" is not in the spec; ${can}`
    : `${name} cannot be late, it is a ${role}; ${can}`;
}
