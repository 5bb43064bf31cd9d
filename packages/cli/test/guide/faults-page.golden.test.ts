import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultsPage } from './faults-page.js';

const page = new URL('../../../../docs/faults.md', import.meta.url);

test('docs/faults.md is what the catalogue says', () => {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, faultsPage());
  expect(readFileSync(page, 'utf8')).toBe(faultsPage());
});
