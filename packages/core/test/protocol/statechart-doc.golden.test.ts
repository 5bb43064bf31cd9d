import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { renderProtocolDoc } from '../../src/protocol/statechart-doc.js';

const path = fileURLToPath(new URL('../../../../docs/protocol.md', import.meta.url));

it('docs/protocol.md is what the machine is (refresh: npm run docs:protocol)', () => {
  const rendered = renderProtocolDoc();
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(path, rendered);
  expect(readFileSync(path, 'utf8')).toBe(rendered);
});
