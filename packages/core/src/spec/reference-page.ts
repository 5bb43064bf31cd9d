import type { z } from 'zod';
import { clusterSpecJsonSchema } from './json-schema.js';
import { schemaFields, type SchemaField } from './schema-fields.js';

type Schema = z.core.JSONSchema.BaseSchema;

const introduction = `# The cluster document

<!-- Generated from the schema. Change the descriptions there, then run the tests with UPDATE_SCHEMA=1. -->

A cluster is one YAML document. Name the schema in its first line and editors complete and check it:
\`# yaml-language-server: $schema=…/cluster.schema.json\`. Keys that are not listed here are errors. Durations are
written as in Go: \`24h\`, \`1h30m\`, \`90s\`. [examples/ha-cluster.yaml](../examples/ha-cluster.yaml) is a complete one.
`;

/** `docs/spec.md`: each field a heading with type, default and meaning, in the order of the schema. */
export function specReferencePage(): string {
  return [introduction, ...schemaFields(clusterSpecJsonSchema()).map(section)].join('\n');
}

function section(field: SchemaField): string {
  const name = field.path.join('.').replaceAll('.[]', '[]');
  const facts = [typeOf(field.schema), necessity(field)];
  return [`## ${name}`, '', facts.join(', '), '', field.schema.description ?? '', ''].join('\n');
}

function necessity({ schema, required }: SchemaField): string {
  const value = schema.default;
  if (value !== undefined && !isEmptyMapping(value))
    return `default \`${JSON.stringify(value).replaceAll('"', '')}\``;
  return required ? 'required' : 'optional';
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${String(word)}\``).join(' or ');
  if (schema.anyOf !== undefined) return schema.anyOf.map((option) => typeOf(asObject(option))).join(' or ');
  if (schema.type === 'array') return 'list';
  if (schema.type === 'object') return 'mapping';
  if (schema.type === 'integer') return range(schema);
  if (schema.type === 'boolean') return '`true` or `false`';
  return schema.pattern === undefined ? 'string' : 'duration';
}

function range({ minimum, maximum }: Schema): string {
  if (minimum === undefined) return 'whole number';
  const bounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  return `whole number from ${minimum}${bounded ? ` to ${maximum}` : ''}`;
}

function asObject(schema: boolean | Schema): Schema {
  return typeof schema === 'boolean' ? {} : schema;
}

function isEmptyMapping(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}
