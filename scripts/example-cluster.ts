import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterSpec } from '@quorate/core';
import { parseClusterSpec, withCniManifest } from '@quorate/core';
import { repositoryRoot } from './published-packages.js';

/** The tutorial's cluster, as `examples/ha-cluster.yaml` has it, with its CNI manifest. */
export function exampleCluster(): ClusterSpec {
  const read = (name: string): string => readFileSync(join(repositoryRoot, 'examples', name), 'utf8');
  const parsed = parseClusterSpec(read('ha-cluster.yaml'));
  if (!parsed.ok) throw new Error('the example does not parse');
  return withCniManifest(parsed.spec, read('cni/bridge.yaml'));
}
