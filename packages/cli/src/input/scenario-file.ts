import { dirname, resolve } from 'node:path';
import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import { isMap, isScalar, LineCounter, parseDocument, stringify } from 'yaml';
import { readTextFile } from './text-file.js';

/** A story as people write it down: YAML whose faults and spans are in the short forms of the command line. */
export interface ScenarioFile {
  /** What it is about, in a line. */
  readonly about: string | undefined;
  readonly specPath: string | undefined;
  /** A cluster document that stands in the scenario itself, as text. */
  readonly specText: string | undefined;
  /** The CNI manifest that goes with it. */
  readonly manifest: string | undefined;
  readonly seed: string | undefined;
  readonly faults: readonly string[];
  /** `HOST=TIME` each. */
  readonly late: readonly string[];
  /** Hosts that are plain Debian machines at first; `all`: every one. */
  readonly unprepared: readonly string[] | 'all';
}

const KEYS: readonly string[] = ['about', 'spec', 'manifest', 'seed', 'faults', 'late', 'unprepared'];

export function readScenarioFile(path: string): Result<ScenarioFile, readonly string[]> {
  const text = readTextFile(path);
  if (!text.ok) return err([text.error]);
  const lines = new LineCounter();
  const place = (offset: number | undefined): string => {
    const { line, col } = lines.linePos(offset ?? 0);
    return `${path}:${line}:${col}`;
  };
  const document = parseDocument(text.value, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return err(document.errors.map((error) => `${place(error.pos[0])} error ${error.message}`));
  }
  const { contents } = document;
  if (!isMap(contents)) return err([`${path}:1:1 error a scenario is a mapping with ${KEYS.join(', ')}`]);
  const places = new Map<string, string>();
  const problems: string[] = [];
  for (const { key } of contents.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const at = place(isScalar(key) ? key.range[0] : undefined);
    places.set(name, at);
    if (!KEYS.includes(name))
      problems.push(`${at} error unknown key "${name}"; there are ${KEYS.join(', ')}`);
  }
  const fields: Readonly<Record<string, unknown>> = contents.toJS(document) as Record<string, unknown>;
  const complain = (key: string, what: string): void => {
    problems.push(`${places.get(key) ?? path} error ${key} ${what}`);
  };
  const about = textOf(fields, 'about', complain);
  const inPlace = isMap(contents.get('spec')) ? stringify(fields['spec']) : undefined;
  const spec = inPlace === undefined ? textOf(fields, 'spec', complain) : undefined;
  const manifest = textOf(fields, 'manifest', complain);
  const seed = seedOf(fields['seed'], complain);
  const faults = faultsOf(fields['faults'], complain);
  const late = lateOf(fields['late'], complain);
  const unprepared = unpreparedOf(fields['unprepared'], complain);
  if (problems.length > 0) return err(problems);
  const specPath = spec === undefined ? undefined : resolve(dirname(path), spec);
  return ok({ about, specPath, specText: inPlace, manifest, seed, faults, late, unprepared });
}

type Complain = (key: string, what: string) => void;

function textOf(
  fields: Readonly<Record<string, unknown>>,
  key: string,
  complain: Complain,
): string | undefined {
  const value = fields[key];
  if (value === undefined || typeof value === 'string') return value;
  complain(key, 'is a text');
  return undefined;
}

function seedOf(value: unknown, complain: Complain): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number') return String(value);
  complain('seed', 'is a whole number');
  return undefined;
}

function faultsOf(value: unknown, complain: Complain): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  complain('faults', 'is a list of texts such as "power-off:master2@60s"');
  return [];
}

function lateOf(value: unknown, complain: Complain): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
    if (entries.every(([, span]) => typeof span === 'string'))
      return entries.map(([host, span]) => `${host}=${String(span)}`);
  }
  complain('late', 'is a mapping from hosts to time spans such as "master3: 3d"');
  return [];
}

function unpreparedOf(value: unknown, complain: Complain): readonly string[] | 'all' {
  if (value === undefined) return [];
  if (value === 'all') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  complain('unprepared', 'is "all", or a list of hosts');
  return [];
}
