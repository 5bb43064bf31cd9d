import { invariant } from '../foundation/invariant.js';
import type { ClusterSpec } from './cluster-spec.js';

/** The spec with the text of its CNI manifest, read by whoever can read files. Its `cni` must name a manifest. */
export function withCniManifest(spec: ClusterSpec, content: string): ClusterSpec {
  invariant(
    spec.cni.kind === 'manifest',
    'only a spec that names a CNI manifest takes its content',
    spec.cni,
  );
  return { ...spec, cni: { ...spec.cni, content } };
}
