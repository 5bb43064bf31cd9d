import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ClusterSpec, Result } from '@quorate/core';
import { err, formatDiagnostic, ok, parseClusterSpec, withCniManifest } from '@quorate/core';
import { parse as parseYaml } from 'yaml';

export type LoadedSpec =
  | { readonly ok: true; readonly spec: ClusterSpec; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly errors: readonly string[]; readonly warnings: readonly string[] };

/** Reads a spec and the CNI manifest that it names, relative to it. */
export function loadSpec(path: string): LoadedSpec {
  const text = readText(path);
  if (!text.ok) return { ok: false, errors: [text.error], warnings: [] };
  const parsed = parseClusterSpec(text.value, { fileName: path });
  const warnings = parsed.warnings.map(formatDiagnostic);
  if (!parsed.ok) return { ok: false, errors: parsed.errors.map(formatDiagnostic), warnings };
  const { spec } = parsed;
  if (spec.cni.kind !== 'manifest' || /^https?:/.test(spec.cni.source)) return { ok: true, spec, warnings };
  const manifestPath = resolve(dirname(path), spec.cni.source);
  const manifest = readText(manifestPath);
  if (!manifest.ok) return { ok: false, errors: [`${path}: spec.cni.manifest: ${manifest.error}`], warnings };
  return { ok: true, spec: withCniManifest(spec, manifest.value), warnings };
}

/** A scenario file: YAML or JSON with `spec` (path, relative to it), `seed`, `faults` and `late` in their short forms. */
export interface ScenarioFile {
  readonly specPath: string | undefined;
  readonly seed: number | undefined;
  readonly faults: readonly string[];
  readonly late: readonly string[];
}

const KEYS = ['spec', 'seed', 'faults', 'late'] as const;

export function loadScenario(path: string): Result<ScenarioFile, readonly string[]> {
  const text = readText(path);
  if (!text.ok) return err([text.error]);
  let document: unknown;
  try {
    document = parseYaml(text.value);
  } catch (error) {
    return err([`${path}: ${error instanceof Error ? error.message : String(error)}`]);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return err([`${path}: a scenario is a mapping with ${KEYS.join(', ')}`]);
  }
  const fields = document as Readonly<Record<string, unknown>>;
  const problems = Object.keys(fields)
    .filter((key) => !(KEYS as readonly string[]).includes(key))
    .map((key) => `${path}: unknown key "${key}"; there are ${KEYS.join(', ')}`);
  const { spec, seed } = fields as { readonly spec?: unknown; readonly seed?: unknown };
  if (spec !== undefined && typeof spec !== 'string')
    problems.push(`${path}: spec is the path of a cluster spec`);
  if (seed !== undefined && !Number.isSafeInteger(seed)) problems.push(`${path}: seed is a whole number`);
  const faults = texts(path, 'faults', fields['faults'], problems);
  const late = texts(path, 'late', fields['late'], problems);
  if (problems.length > 0) return err(problems);
  return ok({
    specPath: typeof spec === 'string' ? resolve(dirname(path), spec) : undefined,
    seed: typeof seed === 'number' ? seed : undefined,
    faults,
    late,
  });
}

function texts(path: string, key: string, value: unknown, problems: string[]): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  problems.push(`${path}: ${key} is a list of texts`);
  return [];
}

function readText(path: string): Result<string, string> {
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return err(`${path}: cannot be read (${code})`);
  }
}
