import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterSpec } from '@quorate/core';
import type { Scenario } from '@quorate/sim-driver';
import type { ClusterProperty } from '@quorate/sim-driver/check';
import { endKey, explain, runChecked, scenarioText, shrinkRun } from '@quorate/sim-driver/check';
import { pathFrom } from '../../packages/cli/src/input/path-from.js';

export interface CounterexampleOptions {
  readonly spec: ClusterSpec;
  /** Of the file that holds it. */
  readonly specPath: string;
  /** Where counterexamples are written to. */
  readonly folder: string;
  readonly properties?: readonly ClusterProperty[];
  readonly say: (text: string) => void;
}

/** Shrinks runs that failed, one after the other, explains each, and writes it to `counterexample-N.yaml`; never over another. */
export async function keepCounterexamples(
  failed: readonly Scenario[],
  { spec, specPath, folder, properties = [], say }: CounterexampleOptions,
): Promise<void> {
  for (const scenario of failed) {
    const small = await shrinkRun(await runChecked(scenario, properties), properties);
    const shrunk = await runChecked(small.scenario, properties);
    const text = scenarioText(small.scenario, {
      about: endKey(shrunk.end),
      specFile: { path: pathFrom(join(folder, 'counterexample.yaml'), specPath), spec },
    });
    say(await explain(shrunk, properties));
    const path = writeBesideOthers(folder, text);
    say(
      `written after ${small.runs} smaller runs: ${path}; \`npm start -- --scenario ${path}\` plays it again\n`,
    );
  }
}

/** Under the first number that is free. */
function writeBesideOthers(folder: string, text: string): string {
  for (let number = 1; ; number += 1) {
    const path = join(folder, `counterexample-${number}.yaml`);
    try {
      writeFileSync(path, text, { flag: 'wx' });
      return path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
