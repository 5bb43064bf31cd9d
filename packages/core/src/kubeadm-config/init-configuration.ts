import { bootstrapTokenDescription } from '../decisions/own-tokens.js';
import type { Text } from '../foundation/secret.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import { API_SERVER_PORT, endpointOf } from './endpoint.js';
import { goDuration } from './go-duration.js';
import { clusterMinor, configApiVersion } from './kube-release.js';
import { nodeRegistration } from './node-registration.js';
import { perHost } from './per-host.js';
import { renderDocuments } from './render-documents.js';

/** kubeadm: the group that the RBAC rules of `init phase bootstrap-token` are written for. */
const BOOTSTRAP_TOKEN_GROUP = 'system:bootstrappers:kubeadm:default-node-token';

/**
 * The file for `kubeadm init` and its single phases on `host`. Holds no secret: kubeadm makes the token and the certificate
 * key itself. The version is always written down, or kubeadm would ask the internet for one.
 */
export const renderInitConfiguration = perHost((spec, host): Text =>
  renderDocuments([
    initConfiguration(spec, host),
    clusterConfiguration(spec),
    ...(kubeletDefaultsToSystemd(spec) ? [] : [kubeletConfiguration()]),
  ]),
);

function initConfiguration(spec: ClusterSpec, host: HostSpec): Readonly<Record<string, unknown>> {
  return {
    apiVersion: configApiVersion(spec),
    kind: 'InitConfiguration',
    bootstrapTokens: [
      {
        description: bootstrapTokenDescription(spec),
        ttl: goDuration(spec.credentials.tokenTtlMs),
        usages: ['signing', 'authentication'],
        groups: [BOOTSTRAP_TOKEN_GROUP],
      },
    ],
    localAPIEndpoint: { advertiseAddress: host.advertiseAddress, bindPort: API_SERVER_PORT },
    nodeRegistration: nodeRegistration(spec, host),
  };
}

function clusterConfiguration(spec: ClusterSpec): Readonly<Record<string, unknown>> {
  return {
    apiVersion: configApiVersion(spec),
    kind: 'ClusterConfiguration',
    clusterName: spec.name,
    kubernetesVersion: spec.kubernetesVersion,
    controlPlaneEndpoint: endpointOf(spec),
    networking: {
      podSubnet: spec.networking.podSubnet,
      serviceSubnet: spec.networking.serviceSubnet,
      dnsDomain: spec.networking.dnsDomain,
    },
    ...(spec.imageRepository === undefined ? {} : { imageRepository: spec.imageRepository }),
  };
}

/** kubeadm ≥ 1.22 writes `cgroupDriver: systemd` by itself. */
function kubeletDefaultsToSystemd(spec: ClusterSpec): boolean {
  return clusterMinor(spec) >= 22;
}

function kubeletConfiguration(): Readonly<Record<string, unknown>> {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    cgroupDriver: 'systemd',
  };
}
