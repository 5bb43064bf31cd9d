import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { formatDiagnostic } from '@quorate/core';
import type { Scenario } from '../../src/index.js';
import { parseScenarioFile, scenarioFromFile } from '../../src/index.js';
import { EXAMPLES, exampleSpec } from '../museum/exhibit-scenario.js';

/** The stories of a folder below examples/, by the names of their files. */
export function storiesIn(folder: string): Readonly<Record<string, Scenario>> {
  const files = readdirSync(`${EXAMPLES}${folder}`).filter((file) => file.endsWith('.yaml'));
  return Object.fromEntries(files.sort().map((file) => [file.replace(/\.yaml$/, ''), storyOf(folder, file)]));
}

function storyOf(folder: string, file: string): Scenario {
  const parsed = parseScenarioFile(readFileSync(`${EXAMPLES}${folder}/${file}`, 'utf8'), { fileName: file });
  if (!parsed.ok) throw new Error(parsed.error.map(formatDiagnostic).join('\n'));
  const spec = exampleSpec(posix.join(folder, parsed.value.specPath ?? ''));
  const meant = scenarioFromFile(parsed.value, spec);
  if (!meant.ok) throw new Error(`${file}: ${meant.error.join('; ')}`);
  return meant.value;
}
