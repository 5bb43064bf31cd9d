import type { FailureClass } from '../report.js';
import { linesThatMatter } from './excerpt.js';

interface Row {
  readonly class: FailureClass;
  /** Any of these in the lines of stderr that matter. */
  readonly stderr: readonly RegExp[];
  /** And this on stdout; absent: whatever is there. */
  readonly stdout?: RegExp;
}

/** First match wins: a cause that is named stands before the symptom that any cause could have. */
const TABLE: readonly Row[] = [
  { class: 'preflight', stderr: [/^\s*\[ERROR [^\]]+\]: /m] },
  {
    class: 'token-unusable',
    stderr: [
      /could not find a JWS signature in the cluster-info ConfigMap for token ID/,
      /failed to verify JWS signature of received cluster info object/,
      /token id "[^"]*" is invalid for this cluster or it has expired/,
      // The token is gone, its signature is not yet (kubeadm: the first seconds after a deletion).
      /unable to fetch the kubeadm-config ConfigMap: failed to get config map: Unauthorized/,
    ],
  },
  {
    class: 'ca-hash-mismatch',
    stderr: [
      /cluster CA found in cluster-info ConfigMap is invalid: none of the public keys .* are pinned/,
      /exists already but has got the wrong CA cert/,
      /x509: certificate signed by unknown authority/,
    ],
  },
  {
    class: 'certificates-gone',
    stderr: [
      /Secret "kubeadm-certs" was not found in the "kube-system" Namespace/,
      /the Secret does not include the required certificate or key/,
      // An entry that was stored empty is skipped without a word, and missed here (kubeadm: upload-certs).
      /failure loading (certificate|key) for /,
    ],
  },
  {
    class: 'certificate-key-wrong',
    stderr: [
      /error decoding secret data with provided key/,
      /error decoding certificate key/,
      /invalid certificate key/,
      /crypto\/aes: invalid key size/,
    ],
  },
  {
    class: 'node-name-taken',
    stderr: [/a Node with name "[^"]*" and status "Ready" already exists in the cluster/],
  },
  {
    class: 'learner-not-in-sync',
    stderr: [
      /etcdserver: can only promote a learner member which is in sync with leader/,
      /the etcd member [0-9a-f]+ is not started/,
    ],
  },
  { class: 'member-not-found', stderr: [/etcdserver: member not found/, /no member id found for peer URL/] },
  {
    class: 'member-change-refused',
    stderr: [
      /etcdserver: Peer URLs already exists/,
      /etcdserver: re-configuration failed due to not enough started members/,
      /etcdserver: unhealthy cluster/,
      /etcdserver: too many learner members in cluster/,
      /etcdserver: can only promote a learner member/,
      /etcdserver: member ID already exist/,
    ],
  },
  {
    class: 'etcd-unhealthy',
    stderr: [
      /etcd cluster is not healthy/,
      /error syncing endpoints with etcd/,
      /could not retrieve the list of etcd endpoints/,
      /timeout waiting for etcd cluster to be available/,
      /\[-\]etcd failed/,
      /^Error: unhealthy cluster/m,
      /etcdserver: corrupt cluster/,
      /etcdserver: mvcc: database space exceeded/,
    ],
  },
  {
    class: 'etcd-timeout',
    stderr: [
      /etcdserver: request timed out/,
      /etcdserver: leader changed/,
      /etcdserver: no leader/,
      /resource quota evaluation timed out/,
      // etcdctl says nothing else, whatever it is that does not answer.
      /^Error: (rpc error: code = \w+ desc = )?context deadline exceeded/m,
      /execution phase (control-plane-join\/etcd|etcd-join): .*context deadline exceeded/,
    ],
  },
  { class: 'certificate-expired', stderr: [/x509: certificate has expired or is not yet valid/] },
  {
    class: 'config-invalid',
    stderr: [
      /the bootstrap token is invalid/,
      /using token-based discovery without caCertHashes can be unsafe/,
      /expected a 32 byte SHA-256 hash/,
      /invalid discovery token CA certificate hash/,
      /your configuration file uses an old API spec/,
      /can not mix '--config' with arguments/,
      /doesn't have a stable controlPlaneEndpoint address/,
      // The endpoint of the spec is not the one that the certificates were made for.
      /x509: certificate is valid for /,
      /[Ff]ound multiple CRI (sockets|endpoints)/,
      /this version of kubeadm only supports deploying clusters with the control plane version/,
      /is not a valid feature name/,
      /unrecognized feature-gate key/,
      /can't use upload-certs with an external CA/,
      /: Invalid value: /,
    ],
  },
  {
    class: 'kubelet-not-healthy',
    stderr: [
      /The HTTP call equal to 'curl -sSL http:\/\/(localhost|127\.0\.0\.1):10248\/healthz'/,
      /failed while waiting for the kubelet to start/,
    ],
  },
  {
    class: 'kubelet-not-healthy',
    stderr: [/execution phase (kubelet-start|wait-control-plane|kubelet-wait-bootstrap): /],
    stdout: /\[kubelet-check\] It seems like the kubelet isn't running or healthy\./,
  },
  {
    class: 'tls-bootstrap-timeout',
    stderr: [
      /execution phase (kubelet-start|kubelet-wait-bootstrap): .*timed out waiting for the condition/,
      /execution phase (kubelet-start|kubelet-wait-bootstrap): .*context deadline exceeded/,
    ],
  },
  {
    class: 'api-unreachable',
    stderr: [
      // The control plane that init started never answered.
      /couldn't initialize a Kubernetes cluster/,
      /failed while waiting for the control plane to start/,
      /connect: connection refused/,
      /no route to host/,
      /network is unreachable/,
      /i\/o timeout/,
      /no such host/,
      /Client\.Timeout exceeded while awaiting headers/,
      /net\/http: (request canceled|TLS handshake timeout)/,
      /The connection to the server .* was refused/,
      /Unable to connect to the server/,
      /failed to request the cluster-info ConfigMap/,
      /the server is currently unable to handle the request/,
      /readyz check failed/,
      /context deadline exceeded/,
      /: (unexpected )?EOF\b/,
      /timed out waiting for the condition/,
    ],
  },
];

/** What a program that ended with an error was complaining about. The only place where a message is parsed to decide. */
export function classifyFailure(output: { readonly stdout: string; readonly stderr: string }): FailureClass {
  const stderr = linesThatMatter(output.stderr).join('\n');
  const row = TABLE.find(
    (candidate) =>
      candidate.stderr.some((pattern) => pattern.test(stderr)) &&
      (candidate.stdout?.test(output.stdout) ?? true),
  );
  return row?.class ?? 'other';
}
