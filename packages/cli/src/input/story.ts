import type { ClusterSpec, Result } from '@quorate/core';
import { err, formatDiagnostic, ok } from '@quorate/core';
import type { Scenario, ScenarioFile } from '@quorate/sim-driver';
import { scenarioFromFile } from '@quorate/sim-driver';
import { EXIT } from '../exit-code.js';
import type { Refusal } from '../refusal.js';
import { readObservationFile } from './observation-file.js';
import { readScenarioFile } from './scenario-file.js';
import type { SpecFile } from './spec-file.js';
import { readSpecFile } from './spec-file.js';

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
  const read = specOf(request, base);
  if (read === undefined) return err(noSpec(request.scenarioPath));
  if (!read.ok) {
    return err({ problems: [...read.warnings, ...read.errors], exitCode: EXIT.configInvalid });
  }
  const mistakes = base === undefined ? [] : mistakesOf(base, read.spec, request.scenarioPath ?? '');
  if (mistakes.length > 0) return err({ problems: mistakes, exitCode: EXIT.configInvalid });
  const faultTexts = [...(base?.faults ?? []), ...request.faults];
  const told = {
    hosts: base?.hosts,
    seed: request.seed ?? base?.seed,
    faults: faultTexts,
    late: [...(base?.late ?? []), ...request.late],
    unprepared: base?.unprepared ?? [],
  };
  const meant = scenarioFromFile(told, read.spec);
  if (!meant.ok) return err({ problems: meant.error, exitCode: EXIT.usage });
  const scenario = meant.value;
  const { observedPath } = request;
  if (
    observedPath !== undefined &&
    Object.keys(scenario.late).length + (scenario.unprepared ?? []).length > 0
  ) {
    const problems = ['hosts as they were observed are neither late nor unprepared: leave that out'];
    return err({ problems, exitCode: EXIT.usage });
  }
  const { warnings } = read;
  const input = { about: base?.about, faultTexts, warnings };
  if (observedPath === undefined) return ok({ scenario, ...input });
  const observed = readObservationFile(observedPath, scenario.spec);
  return observed.ok
    ? ok({ scenario: { ...scenario, observed: observed.value }, ...input })
    : err({ problems: [observed.error], exitCode: EXIT.configInvalid });
}

function noSpec(scenarioPath: string | undefined): Refusal {
  const sentence = 'there is no cluster spec: give its path, or --scenario with a file that names one';
  return scenarioPath === undefined
    ? { problems: [sentence], exitCode: EXIT.usage }
    : { problems: [`${scenarioPath}: error ${sentence}`], exitCode: EXIT.configInvalid };
}

/** What the words of the file cannot mean for this cluster, key by key, each with its place. Hosts go first: the others name them. */
function mistakesOf(file: ScenarioFile, spec: ClusterSpec, path: string): readonly string[] {
  const nothing = { hosts: undefined, seed: undefined, faults: [], late: [], unprepared: [] };
  const chosen = scenarioFromFile({ ...nothing, hosts: file.hosts }, spec);
  const at = (key: string, sentence: string): string => `${path}:${file.lines[key] ?? 1}:1 error ${sentence}`;
  if (!chosen.ok) return chosen.error.map((sentence) => at('hosts', sentence));
  return (['seed', 'faults', 'late', 'unprepared'] as const).flatMap((key) => {
    const meant = scenarioFromFile({ ...nothing, [key]: file[key] }, chosen.value.spec);
    return meant.ok ? [] : meant.error.map((sentence) => at(key, sentence));
  });
}

/** Undefined: neither names one. */
function specOf(request: StoryRequest, base: ScenarioFile | undefined): SpecFile | undefined {
  if (base?.spec !== undefined)
    return { ok: true, spec: base.spec, warnings: base.warnings.map(formatDiagnostic) };
  const path = request.specPath ?? base?.specPath;
  return path === undefined ? undefined : readSpecFile(path);
}
