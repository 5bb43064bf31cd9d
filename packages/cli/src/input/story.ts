import type { ClusterSpec, Result } from '@quorate/core';
import { err, hostsOf, ok } from '@quorate/core';
import type { Fault, Scenario } from '@quorate/sim-driver';
import { parseSpan } from '@quorate/sim-driver';
import { EXIT } from '../exit-code.js';
import type { Refusal } from '../refusal.js';
import { readFault } from './fault-text.js';
import { readObservationFile } from './observation-file.js';
import { readScenarioFile } from './scenario-file.js';
import { readSpecFile, readSpecText } from './spec-file.js';

export interface StoryRequest {
  readonly specPath: string | undefined;
  readonly scenarioPath: string | undefined;
  /** Of a saved observation. */
  readonly observedPath?: string | undefined;
  readonly seed: string | undefined;
  readonly faults: readonly string[];
  readonly late: readonly string[];
}

export interface StoryInput {
  readonly scenario: Scenario;
  readonly about: string | undefined;
  /** The short forms of the scenario's faults, in the same order. */
  readonly faultTexts: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * What the command line says goes before what the scenario file says; faults and late hosts add up. A spec that stands in the
 * scenario itself is part of it: no path replaces it.
 */
export function readStory(request: StoryRequest): Result<StoryInput, Refusal> {
  const file = request.scenarioPath === undefined ? undefined : readScenarioFile(request.scenarioPath);
  if (file !== undefined && !file.ok) return err({ problems: file.error, exitCode: EXIT.configInvalid });
  const base = file?.value;
  const specPath = request.specPath ?? base?.specPath;
  const inPlace = base?.specText;
  if (specPath === undefined && inPlace === undefined) {
    const problems = ['there is no cluster spec: give its path, or --scenario with a file that names one'];
    return err({ problems, exitCode: EXIT.usage });
  }
  const read =
    inPlace === undefined
      ? readSpecFile(specPath ?? '')
      : readSpecText(inPlace, base?.manifest, `${request.scenarioPath ?? ''} (spec)`);
  if (!read.ok) {
    return err({ problems: [...read.warnings, ...read.errors], exitCode: EXIT.configInvalid });
  }
  const { spec, warnings } = read;
  const problems: string[] = [];
  const faultTexts = [...(base?.faults ?? []), ...request.faults];
  const faults = faultTexts.flatMap((text) => faultOf(text, spec, problems));
  const late = lateHosts([...(base?.late ?? []), ...request.late], spec, problems);
  const unprepared = unpreparedHosts(base?.unprepared ?? [], spec, problems);
  const seed = seedOf(request.seed ?? base?.seed ?? '1', problems);
  const { observedPath } = request;
  if (observedPath !== undefined && Object.keys(late).length + unprepared.length > 0)
    problems.push('hosts as they were observed are neither late nor unprepared: leave that out');
  if (problems.length > 0) return err({ problems, exitCode: EXIT.usage });
  const plain = unprepared.length === 0 ? {} : { unprepared };
  const told = { about: base?.about, faultTexts, warnings };
  if (observedPath === undefined) return ok({ scenario: { spec, seed, faults, late, ...plain }, ...told });
  const observed = readObservationFile(observedPath, spec);
  return observed.ok
    ? ok({ scenario: { spec, seed, faults, late, observed: observed.value }, ...told })
    : err({ problems: [observed.error], exitCode: EXIT.configInvalid });
}

function faultOf(text: string, spec: ClusterSpec, problems: string[]): readonly Fault[] {
  const names = spec.hosts.map((host) => host.name);
  const fault = readFault(text, names);
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
