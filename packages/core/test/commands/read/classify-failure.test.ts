import { describe, expect, it } from 'vitest';
import { classifyFailure } from '../../../src/commands/read/classify-failure.js';
import type { FailureClass } from '../../../src/commands/report.js';
import { fixture } from '../../fixtures/fixture.js';

const DISCOVERY = "preflight: couldn't validate the identity of the API Server: ";
const CLUSTER_INFO =
  'Get "https://192.168.56.4:6443/api/v1/namespaces/kube-public/configmaps/cluster-info?timeout=10s": ';
const DOWNLOAD = 'control-plane-prepare/download-certs: error downloading certs: ';

/** What follows `error execution phase `, as kubeadm prints it. */
const PHASE_FAILURES: readonly (readonly [FailureClass, string])[] = [
  [
    'token-unusable',
    `${DISCOVERY}could not find a JWS signature in the cluster-info ConfigMap for token ID "zzzzzz"`,
  ],
  [
    'token-unusable',
    `${DISCOVERY}failed to verify JWS signature of received cluster info object, can't trust this API Server`,
  ],
  [
    'token-unusable',
    'preflight: unable to fetch the kubeadm-config ConfigMap: failed to get config map: Unauthorized',
  ],
  [
    'token-unusable',
    `${DISCOVERY}token id "abcdef" is invalid for this cluster or it has expired. Use "kubeadm token create" on the control-plane node to create a new valid token`,
  ],
  [
    'ca-hash-mismatch',
    `${DISCOVERY}cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "sha256:00" are pinned`,
  ],
  ['config-invalid', `${DISCOVERY}expected a 32 byte SHA-256 hash, found 1 bytes`],
  ['config-invalid', `${DISCOVERY}invalid discovery token CA certificate hash: x`],
  ['api-unreachable', `${DISCOVERY}${CLUSTER_INFO}dial tcp 192.168.56.4:6443: connect: connection refused`],
  ['api-unreachable', `${DISCOVERY}${CLUSTER_INFO}dial tcp 192.168.56.4:6443: connect: no route to host`],
  ['api-unreachable', `${DISCOVERY}failed to request the cluster-info ConfigMap: ${CLUSTER_INFO}EOF`],
  [
    'api-unreachable',
    `${DISCOVERY}${CLUSTER_INFO}net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
  ],
  [
    'config-invalid',
    `${DISCOVERY}${CLUSTER_INFO}x509: certificate is valid for 10.96.0.1, 10.99.0.11, not 10.99.0.13`,
  ],
  [
    'certificate-expired',
    `${DISCOVERY}${CLUSTER_INFO}x509: certificate has expired or is not yet valid: current time 2025-01-01T00:00:00Z is before 2026-11-22T19:54:00Z`,
  ],
  ['tls-bootstrap-timeout', 'kubelet-start: timed out waiting for the condition'],
  ['tls-bootstrap-timeout', 'kubelet-start: error uploading crisocket: timed out waiting for the condition'],
  ['tls-bootstrap-timeout', 'kubelet-wait-bootstrap: context deadline exceeded'],
  [
    'certificate-key-wrong',
    `${DOWNLOAD}error decoding secret data with provided key: cipher: message authentication failed`,
  ],
  [
    'certificate-key-wrong',
    `${DOWNLOAD}error decoding certificate key: encoding/hex: invalid byte: U+007A 'z'`,
  ],
  [
    'certificate-key-wrong',
    `${DOWNLOAD}error decoding secret data with provided key: crypto/aes: invalid key size 2`,
  ],
  [
    'certificates-gone',
    `${DOWNLOAD}the Secret does not include the required certificate or key - name: external-etcd.crt, path: /etc/etcd/client.crt`,
  ],
  [
    'certificates-gone',
    "preflight: \nOne or more conditions for hosting a new control plane instance is not satisfied.\n\nfailure loading certificate for CA: couldn't load the certificate file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory",
  ],
  [
    'config-invalid',
    "preflight: \nOne or more conditions for hosting a new control plane instance is not satisfied.\n\nunable to add a new control plane instance a cluster that doesn't have a stable controlPlaneEndpoint address",
  ],
  [
    'node-name-taken',
    'kubelet-start: a Node with name "w1" and status "Ready" already exists in the cluster. You must delete the existing Node or change the name of this new joining Node',
  ],
  [
    'etcd-unhealthy',
    'check-etcd: etcd cluster is not healthy: failed to dial endpoint https://192.168.56.7:2379 with maintenance client: context deadline exceeded',
  ],
  ['etcd-unhealthy', 'check-etcd: error syncing endpoints with etcd: context deadline exceeded'],
  [
    'etcd-unhealthy',
    'control-plane-join/etcd: error creating local etcd static pod manifest file: timeout waiting for etcd cluster to be available',
  ],
  [
    'etcd-timeout',
    'preflight: unable to fetch the kubeadm-config ConfigMap: failed to get config map: etcdserver: request timed out',
  ],
  [
    'etcd-timeout',
    'etcd-join: error creating local etcd static pod manifest file: context deadline exceeded',
  ],
  [
    'member-change-refused',
    'control-plane-join/etcd: error creating local etcd static pod manifest file: etcdserver: Peer URLs already exists',
  ],
  [
    'member-change-refused',
    'etcd-join: error creating local etcd static pod manifest file: etcdserver: re-configuration failed due to not enough started members',
  ],
  [
    'member-change-refused',
    'control-plane-join/etcd: error creating local etcd static pod manifest file: etcdserver: unhealthy cluster',
  ],
  [
    'member-change-refused',
    'control-plane-join/etcd: error creating local etcd static pod manifest file: etcdserver: too many learner members in cluster',
  ],
  [
    'learner-not-in-sync',
    'etcd-join: error creating local etcd static pod manifest file: etcdserver: can only promote a learner member which is in sync with leader',
  ],
  [
    'learner-not-in-sync',
    'etcd-join: error creating local etcd static pod manifest file: the etcd member 3f1f3c49740f857d is not started',
  ],
  [
    'kubelet-not-healthy',
    "wait-control-plane: failed while waiting for the kubelet to start: The HTTP call equal to 'curl -sSL http://127.0.0.1:10248/healthz' returned error: x",
  ],
  ['api-unreachable', "wait-control-plane: couldn't initialize a Kubernetes cluster"],
  [
    'api-unreachable',
    'wait-control-plane: failed while waiting for the control plane to start: [kube-scheduler check failed at https://127.0.0.1:10259/livez: x]',
  ],
  [
    'config-invalid',
    'preflight: this version of kubeadm only supports deploying clusters with the control plane version >= 1.19.0. Current version: v1.18.3',
  ],
];

describe.each(['error execution phase ', 'error: error execution phase '])(
  '%s… (≤ 1.33, ≥ 1.34)',
  (prefix) => {
    it.each(PHASE_FAILURES)('is %s: %s', (expected, tail) => {
      const stderr = `${prefix}${tail}\nTo see the stack trace of this error execute with --v=5 or higher\n`;
      expect(classifyFailure({ stdout: '', stderr })).toBe(expected);
    });
  },
);

it.each<readonly [FailureClass, string]>([
  [
    'config-invalid',
    'discovery.bootstrapToken: Invalid value: "": using token-based discovery without caCertHashes can be unsafe.',
  ],
  [
    'config-invalid',
    '[discovery.bootstrapToken.token: Invalid value: "abc": the bootstrap token is invalid]',
  ],
  ['config-invalid', "can not mix '--config' with arguments [certificate-key]"],
  [
    'config-invalid',
    'your configuration file uses an old API spec: "kubeadm.k8s.io/v1beta1". Please use kubeadm v1.15 instead',
  ],
  [
    'config-invalid',
    'Found multiple CRI sockets, please use --cri-socket to select one: /var/run/dockershim.sock, /run/containerd/containerd.sock',
  ],
  [
    'config-invalid',
    "found multiple CRI endpoints on the host. Please define which one do you wish to use by setting the 'criSocket' field",
  ],
  ['config-invalid', "can't use upload-certs with an external CA or an external front-proxy CA"],
  ['member-not-found', 'Error: etcdserver: member not found'],
  ['member-change-refused', 'Error: etcdserver: can only promote a learner member'],
  ['etcd-timeout', 'Error: context deadline exceeded'],
  [
    'etcd-timeout',
    'Error from server (InternalError): Internal error occurred: resource quota evaluation timed out',
  ],
  [
    'etcd-unhealthy',
    '127.0.0.1:2379 is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster',
  ],
  [
    'api-unreachable',
    'The connection to the server 192.168.56.4:6443 was refused - did you specify the right host or port?',
  ],
  ['api-unreachable', 'Unable to connect to the server: net/http: TLS handshake timeout'],
  ['api-unreachable', 'Unable to connect to the server: EOF'],
  ['other', 'something that nobody has seen yet'],
])('outside of a phase is %s: %s', (expected, stderr) => {
  expect(classifyFailure({ stdout: '', stderr })).toBe(expected);
});

it.each<readonly [FailureClass, string]>([
  ['preflight', 'join-again'],
  ['token-unusable', 'join-token-deleted'],
  ['certificates-gone', 'join-certificates-gone'],
  ['etcd-timeout', 'nodes-quorum-lost'],
  ['etcd-timeout', 'member-list-quorum-lost'],
  ['etcd-unhealthy', 'readyz-etcd-failed'],
  ['etcd-unhealthy', 'endpoint-health-quorum-lost'],
])('recorded: %s in %s', (expected, name) => {
  expect(classifyFailure({ stdout: '', stderr: fixture(`kubeadm-1.20/${name}.stderr`) })).toBe(expected);
});

it('reads preflight errors that 1.34 prints before its last line', () => {
  const stderr =
    '[preflight] Some fatal errors occurred:\n\t[ERROR Port-6443]: Port 6443 is in use\n' +
    '[preflight] If you know what you are doing, you can make a check non-fatal with `--ignore-preflight-errors=...`\n' +
    'error: error execution phase preflight: preflight checks failed\n';
  expect(classifyFailure({ stdout: '', stderr })).toBe('preflight');
});

it('tells a kubelet that does not run from a bootstrap that nobody approved, by what 1.20 prints on stdout', () => {
  const stderr = 'error execution phase kubelet-start: timed out waiting for the condition\n';
  const stdout = "[kubelet-check] It seems like the kubelet isn't running or healthy.\n";
  expect(classifyFailure({ stdout, stderr })).toBe('kubelet-not-healthy');
  expect(classifyFailure({ stdout: '', stderr })).toBe('tls-bootstrap-timeout');
});

it('is not misled by what the etcd client complained about on the way', () => {
  const noise =
    '{"level":"warn","error":"rpc error: code = FailedPrecondition desc = etcdserver: can only promote a learner member which is in sync with leader"}';
  const stderr = `${noise}\nerror execution phase kubelet-start: timed out waiting for the condition\n`;
  expect(classifyFailure({ stdout: '', stderr })).toBe('tls-bootstrap-timeout');
});
