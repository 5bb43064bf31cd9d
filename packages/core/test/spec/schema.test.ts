import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { describe, expect, test } from 'vitest';
import { clusterSpecJsonSchema } from '../../src/spec/json-schema.js';
import { specReferencePage } from '../../src/spec/reference-page.js';
import { schemaFields } from '../../src/spec/schema-fields.js';

const schemaFile = new URL('../../schema/cluster.schema.json', import.meta.url);
const pageFile = new URL('../../../../docs/spec.md', import.meta.url);
const style = { printWidth: 110 };

/** `UPDATE_SCHEMA=1` writes the file instead of comparing it. */
function expectCommitted(file: URL, text: string): void {
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8'), 'stale: run this test with UPDATE_SCHEMA=1').toBe(text);
}

describe('what is generated from the schema', () => {
  test('the committed JSON Schema is current', async () => {
    const text = JSON.stringify(clusterSpecJsonSchema(), null, 2);
    expectCommitted(schemaFile, await format(text, { parser: 'json', ...style }));
  });

  test('the committed reference page is current', async () => {
    expectCommitted(pageFile, await format(specReferencePage(), { parser: 'markdown', ...style }));
  });

  test('every field is described', () => {
    const silent = schemaFields().filter(({ schema }) => (schema.description ?? '') === '');
    expect(silent.map(({ path }) => path.join('.'))).toEqual([]);
  });

  test('every mapping refuses unknown keys', () => {
    const open = schemaFields().filter(
      ({ schema }) => schema.properties !== undefined && schema.additionalProperties !== false,
    );
    expect(open).toEqual([]);
  });

  test('only what has no default is required', () => {
    const required = schemaFields().filter((field) => field.required);
    expect(required.map(({ path }) => path.join('.'))).toEqual([
      'apiVersion',
      'kind',
      'metadata',
      'metadata.name',
      'spec',
      'spec.kubernetesVersion',
      'spec.loadBalancer.kind',
      'spec.cni.manifest',
      'spec.hosts',
      'spec.hosts.[].name',
      'spec.hosts.[].role',
      'spec.hosts.[].address',
      'spec.preparation.repository.uri',
    ]);
  });
});
