import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from '@quorate/sim-driver';
import { parseFault, runScenario } from '@quorate/sim-driver';
import type { ClusterProperty } from '@quorate/sim-driver/check';
import { afterAll, expect, test } from 'vitest';
import { keepCounterexamples } from '../../../../scripts/search/counterexamples.js';
import { readSpecFile } from '../../src/input/spec-file.js';
import { readStory } from '../../src/input/story.js';
import { haCluster } from '../fake-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'quorate-counterexample-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const read = readSpecFile(haCluster);
if (!read.ok) throw new Error('the example does not parse');
const { spec } = read;

/** Planted: the protocol keeps what it promises. */
const noPowerLoss: ClusterProperty = {
  kind: 'always',
  id: 'no-power-loss',
  title: 'no host ever loses its power',
  watch: () => (record) => (record.event === 'host.powered-off' ? `${record.host ?? ''} is off` : undefined),
};

function failing(text: string): Scenario {
  const names = spec.hosts.map(({ name }) => name);
  const faults = [text, 'slow-replies:node1,7s@11s~31s'].map((one) => {
    const parsed = parseFault(one, names);
    if (!parsed.ok) throw new Error(parsed.error);
    return parsed.value;
  });
  return { spec, seed: 3, faults, late: {} };
}

test('each failure is shrunk, explained and written beside those that are there, to be played again', async () => {
  writeFileSync(join(folder, 'counterexample-1.yaml'), 'of yesterday\n');
  const said: string[] = [];
  await keepCounterexamples([failing('reboot:master2@17300ms'), failing('reboot:node2@20s')], {
    spec,
    specPath: haCluster,
    folder,
    properties: [noPowerLoss],
    say: (text) => said.push(text),
  });
  const files = ['counterexample-1.yaml', 'counterexample-2.yaml', 'counterexample-3.yaml'];
  expect(readdirSync(folder).sort()).toEqual(files);
  expect(readFileSync(join(folder, 'counterexample-1.yaml'), 'utf8')).toBe('of yesterday\n');
  const path = join(folder, 'counterexample-2.yaml');
  expect(said[0]).toContain('must hold: no host ever loses its power');
  expect(said[1]).toContain(`\`npm start -- --scenario ${path}\` plays it again`);
  const text = readFileSync(path, 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
  expect(text).toMatch(/^faults:\n {2}- reboot:\w+@0ms\n$/m);
  const none = { specPath: undefined, seed: undefined, faults: [], late: [] };
  const story = readStory({ ...none, scenarioPath: path });
  if (!story.ok) throw new Error(story.error.problems.join('\n'));
  const { simulation } = await runScenario(story.value.scenario, { keepTrace: true });
  expect(simulation.world.trace.records.some(({ event }) => event === 'host.powered-off')).toBe(true);
});
