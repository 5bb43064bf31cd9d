import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readStory } from '../../src/input/story.js';
import { haCluster, quorate } from '../fake-terminal.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

async function documents(): Promise<readonly string[]> {
  const files = ['README.md', 'docs/faults.md'].map((name) => readFileSync(`${root}${name}`, 'utf8'));
  const help = await quorate(['simulate', '--help']);
  const faults = await quorate(['faults']);
  return [...files, help.out, faults.out];
}

function values(text: string, option: string): readonly string[] {
  return [...text.matchAll(new RegExp(`--${option} ([a-z][^\\s\`]+)`, 'g'))].map((match) => match[1] ?? '');
}

test('every fault, late host and scenario that is shown to people can be run', async () => {
  const text = (await documents()).join('\n');
  const [faults, late, scenarios] = [values(text, 'fault'), values(text, 'late'), values(text, 'scenario')];
  expect(faults.length).toBeGreaterThanOrEqual(6);
  expect(late.length).toBeGreaterThanOrEqual(2);
  expect(scenarios.length).toBeGreaterThanOrEqual(2);
  const absent = { seed: undefined, faults: [], late: [], scenarioPath: undefined };
  for (const fault of faults)
    expect(readStory({ ...absent, specPath: haCluster, faults: [fault] })).toMatchObject({ ok: true });
  for (const host of late)
    expect(readStory({ ...absent, specPath: haCluster, late: [host] })).toMatchObject({ ok: true });
  for (const path of scenarios)
    expect(readStory({ ...absent, specPath: undefined, scenarioPath: `${root}${path}` })).toMatchObject({
      ok: true,
    });
});
