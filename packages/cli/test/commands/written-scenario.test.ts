import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Scenario } from '@quorate/sim-driver';
import { runScenario } from '@quorate/sim-driver';
import { scenario, scenarioText } from '@quorate/sim-driver/check';
import { readStory } from '../../src/input/story.js';
import { readSpecFile } from '../../src/input/spec-file.js';
import { examples, quorate } from '../fake-terminal.js';

const example = `${examples}ha-cluster.yaml`;
const read = readSpecFile(example);
if (!read.ok) throw new Error('the example does not parse');
const { spec } = read;

const folder = mkdtempSync(join(tmpdir(), 'quorate-scenario-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What the command line makes of a scenario that was written to a file; `npm start` names a spec beside it. */
function readBack(text: string, specPath: string | undefined = example): Scenario {
  const path = join(folder, 'scenario.yaml');
  writeFileSync(path, text);
  const story = readStory({
    specPath,
    scenarioPath: path,
    seed: undefined,
    faults: [],
    late: [],
  });
  if (!story.ok) throw new Error(story.error.problems.join('\n'));
  return story.value.scenario;
}

describe('a scenario that was written to a file', () => {
  test('is read back as it was, whatever was drawn', () => {
    fc.assert(
      fc.property(scenario(spec, { maxFaults: 8 }), (drawn) => {
        expect(readBack(scenarioText(drawn))).toEqual(drawn);
      }),
    );
  });

  test('keeps late and unprepared hosts, and a cluster that is not the example', () => {
    const small: Scenario = {
      spec: { ...spec, name: 'small', hosts: spec.hosts.filter(({ name }) => name !== 'node2') },
      seed: 7,
      faults: [],
      late: { master3: 90_000 },
      unprepared: ['node1'],
    };
    expect(readBack(scenarioText(small, { about: 'a line' }))).toEqual(small);
  });

  test('takes a few lines when it names its spec, and the hosts that it has of it', async () => {
    const gone = ['jumpbox', 'node1', 'node2'];
    const small = { ...spec, hosts: spec.hosts.filter(({ name }) => !gone.includes(name)) };
    const [drawn] = fc.sample(scenario(small, { maxFaults: 3 }), { seed: 5, numRuns: 1 });
    if (drawn === undefined) throw new Error('nothing was drawn');
    const text = scenarioText(drawn, { specFile: { path: relative(folder, example), spec } });
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
    expect(text).toContain('hosts: [proxy, master1, master2, master3]\n');
    const again = readBack(text, undefined);
    expect(again).toEqual(drawn);
    const told = await runScenario(again);
    expect(told.simulation.world.trace.hash).toBe((await runScenario(drawn)).simulation.world.trace.hash);
  });

  test('names no spec that is not its own', () => {
    const other = { ...spec, kubernetesVersion: 'v1.30.0' };
    const alien: Scenario = { spec: other, seed: 1, faults: [], late: {} };
    const text = scenarioText(alien, { specFile: { path: relative(folder, example), spec } });
    expect(readBack(text).spec.kubernetesVersion).toBe('v1.30.0');
    const bare: Scenario = { ...alien, spec: { ...spec, cni: { kind: 'none' } } };
    expect(scenarioText(bare, { specFile: { path: relative(folder, example), spec } })).toContain(
      'cni: none',
    );
  });

  test('replays the same run, to the last event', async () => {
    const [drawn] = fc.sample(scenario(spec), { seed: 11, numRuns: 1 });
    if (drawn === undefined) throw new Error('nothing was drawn');
    const again = await runScenario(readBack(scenarioText(drawn)));
    const { simulation } = await runScenario(drawn);
    expect(again.simulation.world.trace.hash).toBe(simulation.world.trace.hash);
  });

  test('runs from the command line, which finds problems of a spec in place', async () => {
    const path = join(folder, 'plain.yaml');
    writeFileSync(path, scenarioText({ spec, seed: 1, faults: [], late: {} }));
    expect((await quorate(['simulate', '--scenario', path])).code).toBe(0);
    writeFileSync(path, 'seed: 1\nspec:\n  kind: Cluster\n');
    const refused = await quorate(['simulate', '--scenario', path]);
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain('plain.yaml (spec)');
  });
});
