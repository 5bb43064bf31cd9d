/** Stable names of all that can be said about a spec document: for filters and for documentation. */
export type DiagnosticCode =
  | 'yaml-syntax'
  | 'yaml-warning'
  | 'duplicate-key'
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-type'
  | 'invalid-value'
  | 'unknown-api-version'
  | 'unknown-kind'
  | 'invalid-name'
  | 'invalid-address'
  | 'invalid-network'
  | 'invalid-version'
  | 'invalid-duration'
  | 'duplicate-host-name'
  | 'duplicate-ssh-address'
  | 'duplicate-advertise-address'
  | 'missing-advertise-address'
  | 'unusable-advertise-address'
  | 'virtualbox-nat-address'
  | 'missing-endpoint'
  | 'endpoint-is-one-master'
  | 'endpoint-not-load-balancer'
  | 'undeclared-load-balancer'
  | 'missing-load-balancer-host'
  | 'unused-load-balancer-host'
  | 'several-load-balancers'
  | 'wrong-load-balancer-host'
  | 'no-control-plane'
  | 'even-control-planes'
  | 'too-many-control-planes'
  | 'overlapping-networks'
  | 'mixed-address-families'
  | 'address-in-cluster-network'
  | 'pod-subnet-size'
  | 'service-subnet-size'
  | 'token-ttl-too-short'
  | 'token-ttl-long'
  | 'join-outlives-certificates'
  | 'timeout-below-kubeadm'
  | 'missing-package-repository';

/** Where in the document: keys and array indexes from the root. */
export type Path = readonly (string | number)[];

/** A problem before it has a place in the text. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly code: DiagnosticCode;
  readonly path: Path;
  /** `key` points at the key itself, `value` at what it holds. */
  readonly at: 'key' | 'value';
  readonly message: string;
}

/** A problem in a document, at its place. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: DiagnosticCode;
  /** For example `spec.hosts[2].name`; empty for a problem of the whole document. */
  readonly path: string;
  readonly message: string;
  readonly file: string;
  /** Both count from 1; columns in UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

/** `cluster.yaml:6:16 error spec.hosts[2].name …`: one line, which editors and terminals make clickable. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, path, message } = diagnostic;
  return [`${file}:${line}:${column}`, severity, path, message].filter((part) => part !== '').join(' ');
}

export function errorAt(code: DiagnosticCode, path: Path, message: string): Finding {
  return { severity: 'error', code, path, at: 'value', message };
}

export function warningAt(code: DiagnosticCode, path: Path, message: string): Finding {
  return { severity: 'warning', code, path, at: 'value', message };
}

/** By position; at one position errors first, then by path and code: the same document always gives the same list. */
export function compareDiagnostics(left: Diagnostic, right: Diagnostic): number {
  return (
    left.line - right.line ||
    left.column - right.column ||
    compareText(left.severity, right.severity) ||
    compareText(left.path, right.path) ||
    compareText(left.code, right.code) ||
    compareText(left.message, right.message)
  );
}

/** `spec.hosts[2].name`; keys that are no plain words are quoted: `spec["a b"]`. */
export function formatPath(path: Path): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else if (!/^[\w-]+$/.test(segment)) text += `[${JSON.stringify(segment)}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text;
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
