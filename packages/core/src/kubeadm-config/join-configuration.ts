import type { Secret, Text } from '../foundation/secret.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import { API_SERVER_PORT, endpointOf } from './endpoint.js';
import { configApiVersion } from './kube-release.js';
import { nodeRegistration } from './node-registration.js';
import { renderDocuments } from './render-documents.js';

export interface JoinCredentials {
  readonly token: Secret;
  /** `sha256:<64 hex>`. */
  readonly caCertHash: string;
}

export interface ControlPlaneCredentials extends JoinCredentials {
  readonly certificateKey: Secret;
}

/** The file for `kubeadm join` of a worker. */
export function renderWorkerJoinConfiguration(
  spec: ClusterSpec,
  host: HostSpec,
  credentials: JoinCredentials,
): Text {
  return renderDocuments([joinConfiguration(spec, host, credentials)]);
}

/** The file for `kubeadm join --control-plane`: the key `controlPlane` is what makes it one. */
export function renderControlPlaneJoinConfiguration(
  spec: ClusterSpec,
  host: HostSpec,
  credentials: ControlPlaneCredentials,
): Text {
  return renderDocuments([
    {
      ...joinConfiguration(spec, host, credentials),
      controlPlane: {
        localAPIEndpoint: { advertiseAddress: host.advertiseAddress, bindPort: API_SERVER_PORT },
        certificateKey: credentials.certificateKey,
      },
    },
  ]);
}

function joinConfiguration(
  spec: ClusterSpec,
  host: HostSpec,
  credentials: JoinCredentials,
): Readonly<Record<string, unknown>> {
  return {
    apiVersion: configApiVersion(spec),
    kind: 'JoinConfiguration',
    discovery: {
      bootstrapToken: {
        apiServerEndpoint: endpointOf(spec),
        token: credentials.token,
        caCertHashes: [credentials.caCertHash],
      },
    },
    nodeRegistration: nodeRegistration(spec, host),
  };
}
