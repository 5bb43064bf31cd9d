import type { Task } from '../../engine/task.js';
import { dnsAddress } from '../config/kubeadm-config.js';
import type { ClusterConfiguration, NodeRegistration } from '../config/kubeadm-config.js';
import type { KubeadmRun } from '../run.js';
import { KUBELET_DIR } from './node-setup.js';

const ENVIRONMENT_FILE = `${KUBELET_DIR}/kubeadm-flags.env`;
const CONFIG_FILE = `${KUBELET_DIR}/config.yaml`;
const INSTANCE_CONFIG_FILE = `${KUBELET_DIR}/instance-config.yaml`;

/** KubeletConfiguration of the cluster, as stored in its ConfigMap and written to each host. */
export function renderKubeletConfiguration(cluster: ClusterConfiguration, minor: number): string {
  return [
    'apiVersion: kubelet.config.k8s.io/v1beta1',
    'authentication:',
    '  anonymous:',
    '    enabled: false',
    '  webhook:',
    '    cacheTTL: 0s',
    '    enabled: true',
    '  x509:',
    `    clientCAFile: ${cluster.certificatesDir}/ca.crt`,
    'authorization:',
    '  mode: Webhook',
    ...(minor >= 22 ? ['cgroupDriver: systemd'] : []),
    'clusterDNS:',
    `- ${dnsAddress(cluster.serviceSubnet)}`,
    `clusterDomain: ${cluster.dnsDomain}`,
    'healthzBindAddress: 127.0.0.1',
    'healthzPort: 10248',
    'kind: KubeletConfiguration',
    'rotateCertificates: true',
    'staticPodPath: /etc/kubernetes/manifests',
    '',
  ].join('\n');
}

/** Flags that belong to this host, for the systemd drop-in of the kubelet. */
export function* writeKubeletEnvironment(run: KubeadmRun, node: NodeRegistration): Task<void> {
  const args = [
    ...(run.profile.files.containerRuntimeFlag ? ['--container-runtime=remote'] : []),
    `--container-runtime-endpoint=${node.criSocket}`,
    ...(node.name === run.host.hostname.toLowerCase() ? [] : [`--hostname-override=${node.name}`]),
    ...node.kubeletExtraArgs.map(({ name, value }) => `--${name}=${value}`),
  ];
  run.out(`[kubelet-start] Writing kubelet environment file with flags to file "${ENVIRONMENT_FILE}"`);
  yield* run.write(ENVIRONMENT_FILE, `KUBELET_KUBEADM_ARGS="${args.join(' ')}"\n`, 0o644);
}

export function* writeKubeletConfiguration(
  run: KubeadmRun,
  node: NodeRegistration,
  text: string,
): Task<void> {
  if (run.profile.files.instanceConfig) {
    run.out(`[kubelet-start] Writing kubelet configuration to file "${INSTANCE_CONFIG_FILE}"`);
    yield* run.write(INSTANCE_CONFIG_FILE, `containerRuntimeEndpoint: ${node.criSocket}\n`, 0o644);
    run.out(
      '[patches] Applied patch of type "application/strategic-merge-patch+json" to target "kubeletconfiguration"',
    );
  }
  run.out(`[kubelet-start] Writing kubelet configuration to file "${CONFIG_FILE}"`);
  yield* run.write(CONFIG_FILE, text, 0o644);
}
