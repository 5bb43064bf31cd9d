import type { z } from 'zod';
import { closestName } from './closest-name.js';
import { errorAt, type DiagnosticCode, type Finding, type Path } from './diagnostic.js';
import { API_VERSION, KIND } from './schema.js';
import { homesOf, knownKeysAt, schemaFields, type SchemaField } from './schema-fields.js';
import { valueAt } from './value-at.js';

type Issue = z.core.$ZodIssue;

/** What the schema refuses, in our words, each at the node that is wrong. */
export function findingsOfIssues(issues: readonly Issue[], value: unknown): readonly Finding[] {
  return issues.flatMap((issue) => findingsOf(issue, issue.path.map(segmentOf), value));
}

function findingsOf(issue: Issue, path: Path, root: unknown): readonly Finding[] {
  const value = valueAt(root, path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const fields = schemaFields();
      return issue.keys.map((key) => unknownKey(fields, path, key));
    }
    case 'invalid_type':
      return [value === undefined ? missing(path) : wrongType(path, issue.expected, value)];
    case 'invalid_value':
      return [value === undefined ? missing(path) : notOneOf(path, issue.values.map(String), value)];
    case 'invalid_union':
      return unionFindings(issue, path, root, value);
    case 'too_small':
      return [
        errorAt('invalid-value', path, `${describe(value)} is too small: at least ${String(issue.minimum)}`),
      ];
    case 'too_big':
      return [
        errorAt('invalid-value', path, `${describe(value)} is too big: at most ${String(issue.maximum)}`),
      ];
    case 'custom':
      return [errorAt(codeOf(issue.params), path, issue.message)];
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
      return [errorAt('invalid-value', path, issue.message)];
  }
}

function unknownKey(fields: readonly SchemaField[], parent: Path, key: string): Finding {
  const known = knownKeysAt(fields, parent);
  const meant = closestName(key, known);
  const homes = homesOf(fields, key).map((home) => (home === '' ? 'the top level' : home));
  let hint = `known here: ${known.join(', ')}`;
  if (meant !== undefined) hint = `did you mean ${meant}?`;
  else if (homes.length > 0) hint = `it belongs under ${homes.join(' or ')}`;
  return { ...errorAt('unknown-key', [...parent, key], `unknown key; ${hint}`), at: 'key' };
}

function missing(path: Path): Finding {
  return errorAt('missing-key', path, 'is required and missing');
}

function wrongType(path: Path, expected: string, value: unknown): Finding {
  if (value === null) {
    return errorAt(
      'wrong-type',
      path,
      `is empty: expected ${typeName(expected)}; give it a value or remove the key`,
    );
  }
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  let advice = expected === 'string' && scalar ? ': put it in quotes' : '';
  // YAML reads 1.30 as the number 1.3: there is no telling what was written.
  if (path.at(-1) === 'kubernetesVersion' && scalar)
    advice = ': write the whole release, for example v1.26.0';
  return errorAt('wrong-type', path, `expected ${typeName(expected)}, got ${describe(value)}${advice}`);
}

function notOneOf(path: Path, allowed: readonly string[], value: unknown): Finding {
  const code = codeOfConstant(allowed);
  const meant =
    typeof value === 'string' ? (otherWords.get(value) ?? closestName(value, allowed)) : undefined;
  const hint =
    meant === undefined || !allowed.includes(meant) || allowed.length === 1 ? '' : `; did you mean ${meant}?`;
  return errorAt(code, path, `expected ${alternatives(allowed)}, got ${describe(value)}${hint}`);
}

/** What hosts are also called. */
const otherWords = new Map([
  ['master', 'control-plane'],
  ['controlplane', 'control-plane'],
  ['node', 'worker'],
  ['agent', 'worker'],
  ['proxy', 'load-balancer'],
  ['bastion', 'jumpbox'],
]);

/** The only union is `cni`: a mapping is judged as a mapping, all else as a word. */
function unionFindings(
  issue: z.core.$ZodIssueInvalidUnion,
  path: Path,
  root: unknown,
  value: unknown,
): readonly Finding[] {
  if (isMapping(value)) {
    const asMapping = issue.errors.find((branch) =>
      branch.every((inner) => inner.path.length > 0 || isKeys(inner)),
    );
    if (asMapping !== undefined) {
      return asMapping.flatMap((inner) => findingsOf(inner, [...path, ...inner.path.map(segmentOf)], root));
    }
  }
  if (value === null) return [wrongType(path, 'union', value)];
  return [
    errorAt(
      'invalid-value',
      path,
      `expected none or a mapping with the key manifest, got ${describe(value)}`,
    ),
  ];
}

function isKeys(issue: Issue): boolean {
  return issue.code === 'unrecognized_keys';
}

function codeOfConstant(allowed: readonly string[]): DiagnosticCode {
  if (allowed.includes(API_VERSION)) return 'unknown-api-version';
  return allowed.includes(KIND) ? 'unknown-kind' : 'invalid-value';
}

function codeOf(params: Record<string, unknown> | undefined): DiagnosticCode {
  const code = params?.['code'];
  return isLeafCode(code) ? code : 'invalid-value';
}

const leafCodes = [
  'invalid-name',
  'invalid-address',
  'invalid-network',
  'invalid-version',
  'invalid-duration',
] as const satisfies readonly DiagnosticCode[];

function isLeafCode(code: unknown): code is (typeof leafCodes)[number] {
  return leafCodes.some((known) => known === code);
}

function typeName(expected: string): string {
  switch (expected) {
    case 'object':
      return 'a mapping';
    case 'array':
      return 'a list';
    case 'int':
      return 'a whole number';
    case 'boolean':
      return 'true or false';
    case 'union':
      return 'none or a mapping';
    default:
      return `a ${expected}`;
  }
}

function describe(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  return typeof value === 'number' || typeof value === 'boolean'
    ? `the ${typeof value} ${value}`
    : typeof value;
}

function alternatives(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function segmentOf(segment: PropertyKey): string | number {
  return typeof segment === 'symbol' ? segment.toString() : segment;
}
