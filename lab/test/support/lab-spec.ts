import { readFileSync } from 'node:fs';
import type { ClusterSpec } from '@quorate/core';
import { formatDiagnostic, parseClusterSpec, withCniManifest } from '@quorate/core';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

/** The cluster of lab/cluster.yaml, as people would load it. */
export function labSpec(edit: (text: string) => string = (text) => text): ClusterSpec {
  const parsed = parseClusterSpec(edit(read('cluster.yaml')), { fileName: 'lab/cluster.yaml' });
  if (!parsed.ok) throw new Error(parsed.errors.map(formatDiagnostic).join('\n'));
  return withCniManifest(parsed.spec, read('../examples/cni/bridge.yaml'));
}
