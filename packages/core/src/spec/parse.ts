import { invariant } from '../foundation/invariant.js';
import { checkAll } from './check/all-checks.js';
import type { ClusterSpec } from './cluster-spec.js';
import { compareDiagnostics, formatPath, type Diagnostic } from './diagnostic.js';
import { draftOf } from './draft.js';
import { clusterDocument } from './schema.js';
import { findingsOfIssues } from './schema-issues.js';
import { toClusterSpec } from './to-cluster-spec.js';
import { readYaml, type SourceProblem } from './yaml-source.js';

export type ParsedClusterSpec =
  | { readonly ok: true; readonly spec: ClusterSpec; readonly warnings: readonly Diagnostic[] }
  | {
      readonly ok: false;
      readonly errors: readonly Diagnostic[];
      readonly warnings: readonly Diagnostic[];
    };

export interface ParseOptions {
  /** How diagnostics call the text. Default: `cluster.yaml`. */
  readonly fileName?: string;
}

/**
 * A cluster document as text, to a spec with every default filled in, or all of its problems at once, by position.
 * Only YAML that cannot be read hides the problems behind it. Never throws, whatever the text.
 */
export function parseClusterSpec(text: string, options: ParseOptions = {}): ParsedClusterSpec {
  const file = options.fileName ?? 'cluster.yaml';
  const source = readYaml(text);
  if (!source.readable) return refused(file, source.problems);
  const { value, locate } = source;
  const result = clusterDocument.safeParse(value);
  const findings = [
    ...(result.success ? [] : findingsOfIssues(result.error.issues, value)),
    ...checkAll(draftOf(value)),
  ];
  const problems = [
    ...source.problems,
    ...findings.map((finding) => ({ ...finding, ...locate(finding.path, finding.at) })),
  ];
  if (problems.some(({ severity }) => severity === 'error')) return refused(file, problems);
  invariant(result.success, 'a document that the schema refuses has an error');
  return { ok: true, spec: toClusterSpec(result.data), warnings: diagnostics(file, problems) };
}

function refused(file: string, problems: readonly SourceProblem[]): ParsedClusterSpec {
  const all = diagnostics(file, problems);
  return {
    ok: false,
    errors: all.filter(({ severity }) => severity === 'error'),
    warnings: all.filter(({ severity }) => severity === 'warning'),
  };
}

function diagnostics(file: string, problems: readonly SourceProblem[]): readonly Diagnostic[] {
  return problems
    .map(({ severity, code, path, message, line, column }) => ({
      severity,
      code,
      path: formatPath(path),
      message,
      file,
      line,
      column,
    }))
    .sort(compareDiagnostics);
}
