import type { ClusterSpec } from '@quorate/core';
import fc from 'fast-check';
import type { Scenario } from '../scenario/scenario.js';
import type { ClusterProperty } from './cluster-property.js';
import { explain } from './explain.js';
import type { FaultsChoices } from './fault-arbitrary.js';
import { endKey, isFailure } from './run-end.js';
import type { RunBounds } from './run-watch.js';
import type { CheckedRun } from './run-checked.js';
import { runChecked } from './run-checked.js';
import { scenario } from './scenario-arbitrary.js';
import { scenarioText } from './scenario-text.js';
import type { Shrunk } from './shrink.js';
import { shrink } from './shrink.js';

export interface CheckClusterOptions {
  /** Bootstraps with faults. Default: 100. */
  readonly runs?: number;
  /** Same seed, same runs. Default: 1. */
  readonly seed?: number;
  readonly faults?: FaultsChoices;
  readonly bounds?: RunBounds;
  /** How many runs the shrinking of a failure may take. Default: 200. */
  readonly shrinkRuns?: number;
  /** Where the spec is, relative to where the scenario of a failure will be: its text names it then instead of holding it. */
  readonly specPath?: string;
  readonly onRun?: (run: CheckedRun, number: number) => void;
  /** Awaited before each run, also of the shrinking. What it rejects with ends the search. */
  readonly beforeRun?: () => Promise<void>;
}

export interface ClusterFailure {
  /** Which run failed, from 1. */
  readonly run: number;
  readonly original: CheckedRun;
  /** The smallest scenario found that fails in the same way. */
  readonly shrunk: CheckedRun;
  /** How often a smaller one was tried. */
  readonly shrinkRuns: number;
  /** For `quorate simulate --scenario FILE`. */
  readonly scenarioText: string;
  readonly explanation: string;
}

export interface ClusterCheck {
  readonly passed: boolean;
  readonly runs: number;
  /** How often a run ended in each way, by `endKey`. */
  readonly ends: Readonly<Record<string, number>>;
  /** How often a fault of each kind struck. */
  readonly struck: Readonly<Record<string, number>>;
  /** Of the first failure; the search stops there. */
  readonly failure?: ClusterFailure;
}

/**
 * Bootstraps a cluster again and again in the simulator, with random faults, and checks the invariants of the protocol, that
 * every run ends ready or with an honest reason, and the properties that are given. A failure is shrunk and explained.
 */
export async function checkCluster(
  spec: ClusterSpec,
  properties: readonly ClusterProperty[] = [],
  options: CheckClusterOptions = {},
): Promise<ClusterCheck> {
  const { runs = 100, seed = 1 } = options;
  const ends: Record<string, number> = {};
  const struck: Record<string, number> = {};
  let number = 0;
  for (const drawn of fc.sample(scenario(spec, options.faults), { seed, numRuns: runs })) {
    number += 1;
    await options.beforeRun?.();
    const run = await runChecked(drawn, properties, boundsOf(options));
    options.onRun?.(run, number);
    const key = endKey(run.end);
    ends[key] = (ends[key] ?? 0) + 1;
    for (const { kind } of run.struck) struck[kind] = (struck[kind] ?? 0) + 1;
    if (isFailure(run.end)) {
      const failure = await failureOf(run, number, spec, properties, options);
      return { passed: false, runs: number, ends, struck, failure };
    }
  }
  return { passed: true, runs: number, ends, struck };
}

/** A smaller scenario that ends in the same way as a run that failed. */
export async function shrinkRun(
  failed: CheckedRun,
  properties: readonly ClusterProperty[] = [],
  options: Pick<CheckClusterOptions, 'bounds' | 'shrinkRuns' | 'beforeRun'> = {},
): Promise<Shrunk> {
  const key = endKey(failed.end);
  const { shrinkRuns } = options;
  const stillFails = async (candidate: Scenario): Promise<boolean> => {
    await options.beforeRun?.();
    return endKey((await runChecked(candidate, properties, boundsOf(options))).end) === key;
  };
  return shrink(failed.scenario, stillFails, shrinkRuns === undefined ? {} : { maxRuns: shrinkRuns });
}

async function failureOf(
  original: CheckedRun,
  run: number,
  spec: ClusterSpec,
  properties: readonly ClusterProperty[],
  options: CheckClusterOptions,
): Promise<ClusterFailure> {
  const { specPath } = options;
  const small = await shrinkRun(original, properties, options);
  const shrunk = await runChecked(small.scenario, properties, boundsOf(options));
  return {
    run,
    original,
    shrunk,
    shrinkRuns: small.runs,
    scenarioText: scenarioText(small.scenario, {
      about: endKey(shrunk.end),
      ...(specPath === undefined ? {} : { specFile: { path: specPath, spec } }),
    }),
    explanation: await explain(shrunk, properties),
  };
}

function boundsOf({ bounds }: CheckClusterOptions): { readonly bounds?: RunBounds } {
  return bounds === undefined ? {} : { bounds };
}
