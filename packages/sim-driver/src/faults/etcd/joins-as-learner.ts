import type { ClusterSpec } from '@quorate/core';
import { profileOfVersion } from '../../kubeadm/version-profile.js';

/** kubeadm ≥ 1.29, or earlier behind a gate: masters join as learners, and are promoted. */
export function joinsAsLearner({ kubernetesVersion }: ClusterSpec): boolean {
  const learner = profileOfVersion(kubernetesVersion)?.etcd.learner;
  return learner === 'gate-on' || learner === 'always';
}
