import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLES } from './exhibit-scenario.js';
import { EXHIBITS } from './museum.js';
import { museumPage } from './museum-page.js';
import { scenarioFile } from './scenario-file.js';

const page = new URL('../../../../docs/museum.md', import.meta.url);
const folder = `${EXAMPLES}museum/`;

function filesOfFolder(): readonly string[] {
  return readdirSync(folder).filter((file) => file.endsWith('.yaml'));
}

describe('what is written from the exhibits (npm run docs:museum writes it anew)', () => {
  beforeAll(() => {
    if (process.env['UPDATE_DOCS'] !== '1') return;
    for (const file of filesOfFolder()) rmSync(`${folder}${file}`);
    for (const exhibit of EXHIBITS) writeFileSync(`${folder}${exhibit.id}.yaml`, scenarioFile(exhibit));
    writeFileSync(page, museumPage());
  });

  it('docs/museum.md is what the exhibits say', () => {
    expect(readFileSync(page, 'utf8')).toBe(museumPage());
  });

  it('every exhibit has its scenario file, and no other file is there', () => {
    const files = EXHIBITS.map(({ id }) => `${id}.yaml`);
    expect([...filesOfFolder()].sort()).toEqual(files.sort());
    for (const exhibit of EXHIBITS)
      expect(readFileSync(`${folder}${exhibit.id}.yaml`, 'utf8')).toBe(scenarioFile(exhibit));
  });
});
