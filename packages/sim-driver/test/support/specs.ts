import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ClusterSpec } from '@quorate/core';
import { parseClusterSpec, withCniManifest } from '@quorate/core';

const examples = new URL('../../../../examples/', import.meta.url);

function example(name: string): string {
  return readFileSync(fileURLToPath(new URL(name, examples)), 'utf8');
}

/** The tutorial's cluster, as examples/ha-cluster.yaml has it. */
export function tutorialSpec(change: Partial<ClusterSpec> = {}): ClusterSpec {
  const parsed = parseClusterSpec(example('ha-cluster.yaml'), { fileName: 'ha-cluster.yaml' });
  if (!parsed.ok) throw new Error('the example does not parse');
  return { ...withCniManifest(parsed.spec, example('cni/bridge.yaml')), ...change };
}
