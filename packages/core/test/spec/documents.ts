import { readFileSync } from 'node:fs';
import { formatDiagnostic } from '../../src/spec/diagnostic.js';
import { parseClusterSpec } from '../../src/spec/parse.js';

export const exampleText = readFileSync(
  new URL('../../../../examples/ha-cluster.yaml', import.meta.url),
  'utf8',
);

/** Three masters behind a load balancer, one worker: valid, no warnings. Tests edit its lines. */
export const baseLines: readonly string[] = [
  'apiVersion: quorate.dev/v1alpha1',
  'kind: Cluster',
  'metadata:',
  '  name: lab',
  'spec:',
  '  kubernetesVersion: v1.26.0',
  '  controlPlaneEndpoint: 192.168.56.4:6443',
  '  loadBalancer: { kind: nginx }',
  '  hosts:',
  '    - { name: lb, role: load-balancer, address: 192.168.56.4 }',
  '    - { name: m1, role: control-plane, address: 192.168.56.5 }',
  '    - { name: m2, role: control-plane, address: 192.168.56.6 }',
  '    - { name: m3, role: control-plane, address: 192.168.56.7 }',
  '    - { name: n1, role: worker, address: 192.168.56.8 }',
];

/** The base document with some lines (from 1) replaced; an array replaces one line by several, `[]` deletes it. */
export function documentWith(edits: Readonly<Record<number, string | readonly string[]>> = {}): string {
  return baseLines.flatMap((line, index) => edits[index + 1] ?? line).join('\n') + '\n';
}

/** `line:column severity code path` of everything that is said about a text, errors and warnings by position. */
export function places(text: string): readonly string[] {
  return diagnosticsOf(text).map(({ line, column, severity, code, path }) =>
    `${line}:${column} ${severity} ${code} ${path}`.trimEnd(),
  );
}

export function messages(text: string): readonly string[] {
  return diagnosticsOf(text).map(formatDiagnostic);
}

export function diagnosticsOf(text: string) {
  const parsed = parseClusterSpec(text);
  const all = parsed.ok ? parsed.warnings : [...parsed.errors, ...parsed.warnings];
  return [...all].sort((left, right) => left.line - right.line || left.column - right.column);
}
