import type { ClusterSpec } from '@quorate/core';
import { renderDefaults } from '@quorate/core';
import { Document, isCollection, parse } from 'yaml';
import type { Scenario } from '../scenario/scenario.js';
import { faultText, spanText } from './fault-text.js';

export interface ScenarioTextOptions {
  /** What it is about, in a line. */
  readonly about?: string;
  /** Names the spec instead of holding it, with the hosts that the scenario has of it. No use when the scenario is of another spec. */
  readonly specFile?: SpecFile;
}

/** A cluster document in a file. */
export interface SpecFile {
  /** Relative to the scenario's file. */
  readonly path: string;
  /** What it holds, with its CNI manifest. */
  readonly spec: ClusterSpec;
}

/** A scenario as the file that `quorate simulate --scenario` reads: the same run, to the last event. */
export function scenarioText(scenario: Scenario, options: ScenarioTextOptions = {}): string {
  const { spec, seed, faults, late, unprepared = [] } = scenario;
  const lateSpans = Object.entries(late).map(([host, ms]) => [host, spanText(ms)] as const);
  const { about, specFile } = options;
  const named = specFile === undefined ? undefined : specByName(spec, specFile);
  const document = new Document({
    ...(about === undefined ? {} : { about }),
    ...named,
    seed,
    faults: faults.map(faultText),
    ...(lateSpans.length === 0 ? {} : { late: Object.fromEntries(lateSpans) }),
    ...(unprepared.length === 0 ? {} : { unprepared }),
    ...(named === undefined ? specInPlace(spec) : {}),
  });
  const hosts = document.get('hosts');
  if (isCollection(hosts)) hosts.flow = true;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Undefined when the scenario is not of that spec, or of some of its hosts. */
function specByName(
  spec: ClusterSpec,
  { path, spec: whole }: SpecFile,
): { readonly spec: string; readonly hosts?: readonly string[] } | undefined {
  const names = spec.hosts.map(({ name }) => name);
  const asNamed = { ...whole, hosts: whole.hosts.filter(({ name }) => names.includes(name)) };
  if (renderDefaults(asNamed) !== renderDefaults(spec) || manifestOf(asNamed) !== manifestOf(spec))
    return undefined;
  return names.length === whole.hosts.length ? { spec: path } : { spec: path, hosts: names };
}

function specInPlace(spec: ClusterSpec): Readonly<Record<string, unknown>> {
  const content = manifestOf(spec);
  const manifest = content === undefined ? {} : { manifest: content };
  return { spec: parse(renderDefaults(spec)) as unknown, ...manifest };
}

function manifestOf({ cni }: ClusterSpec): string | undefined {
  return cni.kind === 'manifest' ? cni.content : undefined;
}
