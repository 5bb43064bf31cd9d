import { join } from 'node:path';
import type { ClusterSpec } from '@quorate/core';
import { readSpecFile } from '../packages/cli/src/input/spec-file.js';
import { repositoryRoot } from './published-packages.js';

export const EXAMPLE_CLUSTER = join(repositoryRoot, 'examples', 'ha-cluster.yaml');

/** The tutorial's cluster, as `examples/ha-cluster.yaml` has it, with its CNI manifest. */
export function exampleCluster(): ClusterSpec {
  const read = readSpecFile(EXAMPLE_CLUSTER);
  if (!read.ok) throw new Error(read.errors.join('\n'));
  return read.spec;
}
