import type { ClusterSpec, Diagnostic, Result } from '@quorate/core';
import { err, ok, parseClusterSpec, withCniManifest } from '@quorate/core';
import { isMap, isScalar, LineCounter, parseDocument, stringify } from 'yaml';

/** A story as people write it down: YAML whose faults and spans are in the short forms of the command line. */
export interface ScenarioFile {
  /** What it is about, in a line. */
  readonly about: string | undefined;
  /** Of the file with the cluster document, relative to the scenario's own. */
  readonly specPath: string | undefined;
  /** The cluster document that stands in the scenario itself, with its CNI manifest. */
  readonly spec: ClusterSpec | undefined;
  /** Only these hosts of the spec; undefined: all. */
  readonly hosts: readonly string[] | undefined;
  readonly seed: string | undefined;
  readonly faults: readonly string[];
  /** `HOST=TIME` each. */
  readonly late: readonly string[];
  /** Hosts that are plain Debian machines at first; `all`: every one. */
  readonly unprepared: readonly string[] | 'all';
  /** About the spec that stands in the scenario. */
  readonly warnings: readonly Diagnostic[];
  /** Where each of its keys stands, from 1: for complaints about what its words mean for a cluster. */
  readonly lines: Readonly<Record<string, number>>;
}

export interface ParseScenarioOptions {
  /** How diagnostics call the text. Default: `scenario.yaml`. */
  readonly fileName?: string;
}

const KEYS = ['about', 'spec', 'manifest', 'hosts', 'seed', 'faults', 'late', 'unprepared'] as const;
type Key = (typeof KEYS)[number];

/**
 * A scenario as text, to what it says, or all of its problems at once. What its words mean for a cluster, `scenarioFromFile` finds
 * out. Never throws, whatever the text.
 */
export function parseScenarioFile(
  text: string,
  { fileName = 'scenario.yaml' }: ParseScenarioOptions = {},
): Result<ScenarioFile, readonly Diagnostic[]> {
  const source = readSource(text, fileName);
  if (!source.ok) return source;
  const { fields, problems, complain, lines } = source.value;
  const inPlace = isRecord(fields['spec'])
    ? specInPlace(fields['spec'], fields['manifest'], fileName)
    : undefined;
  const told = {
    about: textOf(fields, 'about', complain),
    specPath: inPlace === undefined ? textOf(fields, 'spec', complain) : undefined,
    hosts: hostsOf(fields['hosts'], complain),
    seed: seedOf(fields['seed'], complain),
    faults: faultsOf(fields['faults'], complain),
    late: lateOf(fields['late'], complain),
    unprepared: unpreparedOf(fields['unprepared'], complain),
  };
  textOf(fields, 'manifest', complain);
  if (inPlace?.ok === false) problems.push(...inPlace.warnings, ...inPlace.errors);
  if (problems.length > 0) return err(problems);
  const { spec, warnings } = inPlace?.ok === true ? inPlace : { spec: undefined, warnings: [] };
  return ok({ ...told, spec, warnings, lines });
}

type Fields = Readonly<Record<string, unknown>>;
type Complain = (key: Key, what: string) => void;

interface Source {
  readonly fields: Fields;
  /** Grows with each complaint. */
  readonly problems: Diagnostic[];
  readonly complain: Complain;
  readonly lines: Readonly<Record<string, number>>;
}

function readSource(text: string, file: string): Result<Source, readonly Diagnostic[]> {
  const lines = new LineCounter();
  const problemAt = (
    offset: number | undefined,
    code: Diagnostic['code'],
    path: string,
    message: string,
  ): Diagnostic => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { severity: 'error', code, path, message, file, line, column: col };
  };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return err(
      document.errors.map(({ code, pos, message }) =>
        problemAt(
          pos[0],
          'yaml-syntax',
          '',
          code === 'MULTIPLE_DOCS' ? 'a scenario is one YAML document; here a second one begins' : message,
        ),
      ),
    );
  }
  const { contents } = document;
  if (!isMap(contents))
    return err([problemAt(0, 'wrong-type', '', `a scenario is a mapping with ${KEYS.join(', ')}`)]);
  let fields: Fields;
  try {
    fields = contents.toJS(document) as Fields;
  } catch (error) {
    // yaml: aliases without an anchor, or that would expand exponentially.
    return err([problemAt(0, 'yaml-syntax', '', error instanceof Error ? error.message : String(error))]);
  }
  const places = new Map<string, number | undefined>();
  const problems: Diagnostic[] = [];
  for (const { key } of contents.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const offset = isScalar(key) ? key.range[0] : undefined;
    places.set(name, offset);
    if (!KEYS.some((one) => one === name))
      problems.push(
        problemAt(offset, 'unknown-key', '', `unknown key "${name}"; there are ${KEYS.join(', ')}`),
      );
  }
  const complain: Complain = (key, what) => {
    problems.push(problemAt(places.get(key), 'wrong-type', key, what));
  };
  const lineOf = (offset: number | undefined): number => lines.linePos(offset ?? 0).line;
  const keyLines = [...places].map(([key, offset]) => [key, lineOf(offset)] as const);
  return ok({ fields, problems, complain, lines: Object.fromEntries(keyLines) });
}

/** Places in diagnostics are lines of the spec itself. */
function specInPlace(
  document: unknown,
  manifest: unknown,
  fileName: string,
): ReturnType<typeof parseClusterSpec> {
  const parsed = parseClusterSpec(stringify(document), { fileName: `${fileName} (spec)` });
  if (!parsed.ok || typeof manifest !== 'string' || parsed.spec.cni.kind !== 'manifest') return parsed;
  return { ...parsed, spec: withCniManifest(parsed.spec, manifest) };
}

function textOf(fields: Fields, key: Key, complain: Complain): string | undefined {
  const value = fields[key];
  if (value === undefined || typeof value === 'string') return value;
  complain(key, 'is a text');
  return undefined;
}

function hostsOf(value: unknown, complain: Complain): readonly string[] | undefined {
  if (value === undefined || (isTexts(value) && value.length > 0)) return value;
  complain('hosts', 'is a list of hosts of the spec');
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
  if (isTexts(value)) return value;
  complain('faults', 'is a list of texts such as "power-off:master2@60s"');
  return [];
}

function lateOf(value: unknown, complain: Complain): readonly string[] {
  if (value === undefined) return [];
  if (isRecord(value)) {
    const entries = Object.entries(value);
    if (entries.every(([, span]) => typeof span === 'string'))
      return entries.map(([host, span]) => `${host}=${String(span)}`);
  }
  complain('late', 'is a mapping from hosts to time spans such as "master3: 3d"');
  return [];
}

function unpreparedOf(value: unknown, complain: Complain): readonly string[] | 'all' {
  if (value === undefined) return [];
  if (value === 'all' || isTexts(value)) return value;
  complain('unprepared', 'is "all", or a list of hosts');
  return [];
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
