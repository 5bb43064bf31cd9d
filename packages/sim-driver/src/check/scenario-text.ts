import type { ClusterSpec } from '@quorate/core';
import { renderDefaults } from '@quorate/core';
import { parse, stringify } from 'yaml';
import type { Scenario } from '../scenario/scenario.js';
import { faultText, spanText } from './fault-text.js';

export interface ScenarioTextOptions {
  /** What it is about, in a line. */
  readonly about?: string;
  /** Where the spec is, relative to the scenario's file. Absent: the spec stands in the scenario itself. */
  readonly specPath?: string;
}

/** A scenario as the file that `quorate simulate --scenario` reads: the same run, to the last event. */
export function scenarioText(scenario: Scenario, options: ScenarioTextOptions = {}): string {
  const { spec, seed, faults, late, unprepared = [] } = scenario;
  const lateSpans = Object.entries(late).map(([host, ms]) => [host, spanText(ms)] as const);
  const document = {
    ...(options.about === undefined ? {} : { about: options.about }),
    seed,
    faults: faults.map(faultText),
    ...(lateSpans.length === 0 ? {} : { late: Object.fromEntries(lateSpans) }),
    ...(unprepared.length === 0 ? {} : { unprepared }),
    ...(options.specPath === undefined ? specInPlace(spec) : { spec: options.specPath }),
  };
  return stringify(document, { lineWidth: 0 });
}

function specInPlace(spec: ClusterSpec): Readonly<Record<string, unknown>> {
  const content = spec.cni.kind === 'manifest' ? spec.cni.content : undefined;
  const manifest = content === undefined ? {} : { manifest: content };
  return { spec: parse(renderDefaults(spec)) as unknown, ...manifest };
}
