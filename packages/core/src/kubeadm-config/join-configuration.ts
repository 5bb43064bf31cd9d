import { Secret, type Text } from '../foundation/secret.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import { API_SERVER_PORT, endpointOf } from './endpoint.js';
import { configApiVersion } from './kube-release.js';
import { nodeRegistration } from './node-registration.js';
import { perHost } from './per-host.js';
import { renderDocuments } from './render-documents.js';

export interface JoinCredentials {
  readonly token: Secret;
  /** `sha256:<64 hex>`. */
  readonly caCertHash: string;
}

export interface ControlPlaneCredentials extends JoinCredentials {
  readonly certificateKey: Secret;
}

/** In place of the credentials, in which alone the files of two joins of a host differ. */
const SLOTS = {
  token: new Secret('bootstrap-token', ''),
  caCertHash: `sha256:${'0'.repeat(64)}`,
  certificateKey: new Secret('certificate-key', ''),
} as const satisfies ControlPlaneCredentials;

/** The file for `kubeadm join` of a worker. */
export function renderWorkerJoinConfiguration(
  spec: ClusterSpec,
  host: HostSpec,
  credentials: JoinCredentials,
): Text {
  return withCredentials(workerForm(spec, host), credentials);
}

/** The file for `kubeadm join --control-plane`: the key `controlPlane` is what makes it one. */
export function renderControlPlaneJoinConfiguration(
  spec: ClusterSpec,
  host: HostSpec,
  credentials: ControlPlaneCredentials,
): Text {
  return withCredentials(controlPlaneForm(spec, host), credentials).map((part) =>
    part === SLOTS.certificateKey ? credentials.certificateKey : part,
  );
}

const workerForm = perHost((spec, host) => renderDocuments([joinConfiguration(spec, host)]));

const controlPlaneForm = perHost((spec, host) =>
  renderDocuments([
    {
      ...joinConfiguration(spec, host),
      controlPlane: {
        localAPIEndpoint: { advertiseAddress: host.advertiseAddress, bindPort: API_SERVER_PORT },
        certificateKey: SLOTS.certificateKey,
      },
    },
  ]),
);

function withCredentials(form: Text, { token, caCertHash }: JoinCredentials): Text {
  return form.map((part) => {
    if (part === SLOTS.token) return token;
    return typeof part === 'string' ? part.replace(SLOTS.caCertHash, caCertHash) : part;
  });
}

function joinConfiguration(spec: ClusterSpec, host: HostSpec): Readonly<Record<string, unknown>> {
  return {
    apiVersion: configApiVersion(spec),
    kind: 'JoinConfiguration',
    discovery: {
      bootstrapToken: {
        apiServerEndpoint: endpointOf(spec),
        token: SLOTS.token,
        caCertHashes: [SLOTS.caCertHash],
      },
    },
    nodeRegistration: nodeRegistration(spec, host),
  };
}
