import type { z } from 'zod';
import type { Path } from './diagnostic.js';
import { clusterSpecJsonSchema } from './json-schema.js';

type Schema = z.core.JSONSchema.BaseSchema;

/** One field of the document, read from the JSON Schema. */
export interface SchemaField {
  /** Keys from the root; `[]` stands for every item of a list. */
  readonly path: readonly string[];
  readonly schema: Schema;
  readonly required: boolean;
}

/** Every field, each before the fields that it holds, in the order of the schema. */
export function schemaFields(root: Schema = clusterSpecJsonSchema()): readonly SchemaField[] {
  return fieldsBelow(root, []);
}

/** The keys that may stand in the mapping at a path of a document. */
export function knownKeysAt(fields: readonly SchemaField[], path: Path): readonly string[] {
  const parent = formOf(path);
  return fields.filter((field) => formOf(field.path.slice(0, -1)) === parent).flatMap(lastKey);
}

/** Where in the document a key of exactly this name belongs. */
export function homesOf(fields: readonly SchemaField[], key: string): readonly string[] {
  return fields
    .filter((field) => field.path.at(-1) === key)
    .map((field) => field.path.slice(0, -1).join('.').replaceAll('.[]', '[]'));
}

function fieldsBelow(schema: Schema, path: readonly string[]): readonly SchemaField[] {
  const alternatives = (schema.anyOf ?? []).flatMap((option) => fieldsBelow(asObject(option), path));
  const items = schema.items === undefined ? [] : fieldsBelow(firstOf(schema.items), [...path, '[]']);
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const field = {
      path: [...path, key],
      schema: asObject(value),
      required: schema.required?.includes(key) ?? false,
    };
    return [field, ...fieldsBelow(field.schema, field.path)];
  });
  return [...own, ...items, ...alternatives];
}

function firstOf(items: NonNullable<Schema['items']>): Schema {
  return asObject(Array.isArray(items) ? (items[0] ?? {}) : items);
}

function asObject(schema: boolean | Schema): Schema {
  return typeof schema === 'boolean' ? {} : schema;
}

function lastKey(field: SchemaField): readonly string[] {
  const key = field.path.at(-1);
  return key === undefined ? [] : [key];
}

function formOf(path: Path): string {
  return path.map((segment) => (typeof segment === 'number' ? '[]' : segment)).join('/');
}
