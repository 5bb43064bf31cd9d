import type { Task } from '../../engine/task.js';
import type { KubeClient } from '../../kubernetes/client.js';
import { asString, asStrings, isObject } from '../../kubernetes/json.js';
import { parseStoredConfiguration, readClusterConfiguration } from '../config/cluster-configuration.js';
import { unsupportedVersion } from '../config/init-configuration.js';
import type { ClusterConfiguration } from '../config/kubeadm-config.js';
import type { Attempt } from '../failure.js';
import { failed, success } from '../failure.js';
import { KUBEADM_CONFIG, KUBE_SYSTEM } from '../phases/upload-config.js';
import { formatRelease } from '../release.js';
import type { KubeadmRun } from '../run.js';
import { persist } from './kube-access.js';

/** What the cluster records of itself in ConfigMap kubeadm-config. */
export function* fetchClusterConfiguration(
  run: KubeadmRun,
  kube: KubeClient,
): Task<Attempt<ClusterConfiguration>> {
  const { read } = run.profile.timing.apiCallTimeoutUs;
  const map = yield* persist(run, read, () => kube.get('ConfigMap', KUBE_SYSTEM, KUBEADM_CONFIG));
  if (!map.ok) return failed(`failed to get config map: ${map.error.message}`);
  const text = asStrings(map.value.body['data'])['ClusterConfiguration'];
  if (text === undefined)
    return failed(
      'unexpected error when reading kubeadm-config ConfigMap: ClusterConfiguration key value pair missing',
    );
  const body = parseStoredConfiguration(run.world, text);
  if (!isObject(body) || asString(body['kind']) !== 'ClusterConfiguration') {
    return failed('failed to decode cluster configuration data');
  }
  const config = readClusterConfiguration(body, run.profile, formatRelease(run.profile.release));
  const unsupported = unsupportedVersion(run, config.kubernetesVersion);
  return unsupported === undefined ? success(config) : failed(unsupported);
}
