import type { FailureClass } from '../../src/commands/report.js';
import { fixture } from '../fixtures/fixture.js';
import type { Said } from './evidence-of.js';

/** What is seen, and the cause that it must be taken for. */
export interface CauseCase {
  readonly cause: string;
  readonly how: string;
  readonly said: readonly Said[];
  /** The message of a change that failed on master2, and its class. */
  readonly failure?: { readonly class: FailureClass; readonly seen: string };
}

const failing = (
  cause: string,
  failureClass: FailureClass,
  seen: string,
  how = 'its message',
): CauseCase => ({
  cause,
  how,
  said: [],
  failure: { class: failureClass, seen },
});

const seeing = (cause: string, how: string, ...said: readonly Said[]): CauseCase => ({ cause, how, said });

const preflight = (cause: string, name: string, message: string): CauseCase =>
  failing(
    cause,
    'preflight',
    `error execution phase preflight: [preflight] Some fatal errors occurred:\n\t[ERROR ${name}]: ${message}`,
    name,
  );

const API = "error execution phase preflight: couldn't validate the identity of the API Server: ";
const EXITED = { kind: 'failed', detail: 'exit 1' } as const;

/** Recorded texts where there are some, else those that sources and public logs of the named releases show. */
export const CAUSE_CASES: readonly CauseCase[] = [
  seeing('host-unreachable', 'no question was answered', {
    source: 'clock',
    host: 'master3',
    outcome: { kind: 'no-answer', detail: 'unreachable: no route to host' },
  }),
  seeing('disk-full', 'df', {
    source: 'disk-space',
    text: 'Filesystem     1024-blocks     Used Available Capacity Mounted on\n/dev/sda1         20470152 19404320         0     100% /\n',
  }),
  failing('disk-full', 'disk-full', 'write /etc/kubernetes/pki/ca.key: no space left on device'),
  seeing(
    'clock-wrong',
    'one clock among three',
    ...['master1', 'master2', 'master3'].map((host, index) => ({
      source: 'clock' as const,
      host,
      text: String(1_767_225_600_000 + (index === 1 ? 10_800_000 : 20)),
    })),
  ),
  preflight('swap-on', 'Swap', 'running with swap on is not supported. Please disable swap'),
  seeing('swap-on', 'the kubelet', {
    source: 'kubelet-journal',
    text: 'E0101 00:00:01.000000 812 server.go:1] failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [x]',
  }),
  seeing('memory-exhausted', 'the kernel', {
    source: 'kernel-journal',
    text: '2026-01-01T00:00:00+0000 master1 kernel: Out of memory: Killed process 2311 (kube-apiserver) total-vm:1184316kB, anon-rss:412000kB',
  }),
  preflight('machine-too-small', 'NumCPU', 'the number of available CPUs 1 is less than the required 2'),
  preflight('machine-too-small', 'Mem', 'the system RAM (900 MB) is less than the minimum 1700 MB'),
  seeing(
    'same-machine-id',
    'two hosts',
    ...['master1', 'master2'].map((host) => ({
      source: 'machine-id' as const,
      host,
      text: '085c7f1c346bf7e9cc315c97ed98c1ea\n',
    })),
  ),
  seeing(
    'same-hostname',
    'two hosts',
    ...['master1', 'master2'].map((host) => ({
      source: 'hostname' as const,
      host,
      text: 'debian\n',
    })),
  ),
  seeing('wrong-advertise-address', 'addresses', {
    source: 'addresses',
    text: '2: eth1    inet 192.168.56.99/24 scope global eth1\\       valid_lft forever preferred_lft forever\n',
  }),
  preflight(
    'ip-forward-off',
    'FileContent--proc-sys-net-ipv4-ip_forward',
    '/proc/sys/net/ipv4/ip_forward contents are not set to 1',
  ),
  preflight(
    'bridge-netfilter-off',
    'FileContent--proc-sys-net-bridge-bridge-nf-call-iptables',
    '/proc/sys/net/bridge/bridge-nf-call-iptables does not exist',
  ),
  preflight('program-missing', 'FileExisting-conntrack', 'conntrack not found in system path'),
  preflight('not-root', 'IsPrivilegedUser', 'user is not running as root'),
  failing(
    'dpkg-interrupted',
    'dpkg-interrupted',
    "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem.",
  ),
  failing(
    'package-lock-held',
    'package-lock-held',
    'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1234 (apt-get)',
  ),
  failing(
    'package-signature',
    'package-signature',
    "W: GPG error: https://pkgs.k8s.io InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 234654DA9A296436",
  ),
  failing(
    'package-mirror-unreachable',
    'package-mirror-unreachable',
    "W: Failed to fetch http://deb.debian.org/debian/dists/bookworm/InRelease  Temporary failure resolving 'deb.debian.org'",
  ),
  failing('package-not-found', 'package-not-found', "E: Version '1.99.0-1.1' for 'kubeadm' was not found"),
  preflight(
    'image-not-found',
    'ImagePull',
    'failed to pull image registry.example/kube-apiserver:v1.99.0: output: failed to resolve reference "registry.example/kube-apiserver:v1.99.0": registry.example/kube-apiserver:v1.99.0: not found',
  ),
  preflight(
    'image-access-denied',
    'ImagePull',
    'failed to pull image registry.example/etcd:3.5.6-0: output: failed to resolve reference: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  ),
  preflight(
    'image-registry-unreachable',
    'ImagePull',
    'failed to pull image registry.k8s.io/etcd:3.5.6-0: output: failed to do request: Head "https://registry.k8s.io/v2/etcd/manifests/3.5.6-0": dial tcp 34.107.244.51:443: i/o timeout',
  ),
  failing(
    'images-pulled-slowly',
    'pulling-images',
    "answer lost: timed-out\n[preflight] You can also perform this action in beforehand using 'kubeadm config images pull'",
  ),
  preflight(
    'image-not-pulled',
    'ImagePull',
    'failed to pull image k8s.gcr.io/coredns:1.7.0: output: ctr: image "k8s.gcr.io/coredns:1.7.0": unexpected\n, error: exit status 1',
  ),
  preflight(
    'containerd-cri-disabled',
    'CRI',
    'container runtime is not running: output: time="2023-05-02T08:12:08Z" level=fatal msg="getting status of runtime: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"',
  ),
  seeing('container-runtime-down', 'crictl', {
    source: 'containers',
    outcome: EXITED,
    text: 'level=fatal msg="transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: no such file or directory"',
  }),
  failing(
    'several-container-runtimes',
    'config-invalid',
    'Found multiple CRI sockets, please use --cri-socket to select one: /var/run/dockershim.sock, /run/containerd/containerd.sock',
  ),
  seeing('cgroup-driver-mismatch', 'runc', {
    source: 'kubelet-journal',
    text: 'E1024 11:07:02.248428 397647 remote_runtime.go:116] "RunPodSandbox from runtime service failed" err="OCI runtime create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"/kubepods/burstable/x\\" instead: unknown"',
  }),
  seeing('cgroup-driver-mismatch', 'both configurations', {
    source: 'settings',
    text: '/etc/containerd/config.toml:            SystemdCgroup = false\n/var/lib/kubelet/config.yaml:cgroupDriver: systemd\n',
  }),
  seeing(
    'kubelet-config-missing',
    'after a join',
    { source: 'files', text: '/etc/kubernetes/kubelet.conf\n' },
    {
      source: 'kubelet-journal',
      text: 'failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/lib/kubelet/config.yaml: no such file or directory',
    },
  ),
  seeing(
    'kubelet-cannot-authenticate',
    'no kubelet.conf',
    { source: 'files', text: '/var/lib/kubelet/config.yaml\n' },
    {
      source: 'kubelet-journal',
      text: 'failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory',
    },
  ),
  seeing(
    'kubelet-cannot-authenticate',
    'a kubelet.conf whose certificate never came',
    { source: 'files', text: '/var/lib/kubelet/config.yaml\n/etc/kubernetes/kubelet.conf\n' },
    {
      source: 'kubelet-journal',
      text: 'F1130 15:09:45.335280    2872 server.go:269] failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory',
    },
  ),
  seeing('kubelet-unknown-flag', 'its last words', {
    source: 'kubelet-journal',
    text: 'E0101 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --network-plugin"',
  }),
  preflight(
    'versions-do-not-fit',
    'KubeletVersion',
    'the kubelet version is higher than the control plane version. This is not a supported version skew and may lead to a malfunctional cluster. Kubelet version: "1.27.0" Control plane version: "1.26.0"',
  ),
  seeing('disk-pressure', 'the eviction manager', {
    source: 'kubelet-journal',
    text: 'W0101 00:00:01.000000 812 eviction_manager.go:338] eviction manager: attempting to reclaim ephemeral-storage',
  }),
  seeing(
    'cni-not-initialised',
    'a node without configuration',
    {
      source: 'nodes',
      text: 'NAME      STATUS     ROLES           AGE   VERSION\nmaster1   NotReady   control-plane   5m    v1.26.0\n',
    },
    { source: 'files', text: '/etc/kubernetes/kubelet.conf\n' },
  ),
  seeing('program-cannot-run', 'its container', {
    source: 'etcd-log',
    text: '2026-01-01T00:00:00.000000000Z stderr F exec /usr/local/bin/etcd: exec format error\n',
  }),
  seeing(
    'kubelet-stopped',
    'systemd',
    { source: 'files', text: '/etc/kubernetes/kubelet.conf\n' },
    { source: 'units', text: '● kubelet.service\n     Loaded: loaded\n     Active: inactive (dead)\n' },
  ),
  seeing('container-crash-loop', 'crictl', {
    source: 'containers',
    text: 'CONTAINER           IMAGE               CREATED             STATE               NAME                ATTEMPT             POD ID              POD\n04b3abe1b9f87       761f12f2f0046       30 seconds ago      Exited              etcd                7                   9aca0e8c2d221       etcd-master2\n',
  }),
  {
    cause: 'leftovers',
    how: 'joining again',
    said: [],
    failure: { class: 'preflight', seen: fixture('kubeadm-1.20/join-again.stderr') },
  },
  preflight('port-in-use', 'Port-6443', 'Port 6443 is in use'),
  seeing('port-in-use', 'etcd', { source: 'etcd-log', text: fixture('etcd/3.4-port-in-use.log') }),
  seeing('load-balancer-config-invalid', 'nginx', {
    source: 'balancer-check',
    host: 'proxy',
    outcome: EXITED,
    text: 'nginx: [emerg] unknown directive "strem" in /etc/nginx/nginx.conf:7\nnginx: configuration file /etc/nginx/nginx.conf test failed\n',
  }),
  seeing(
    'load-balancer-down',
    'a closed port before masters that serve',
    {
      source: 'paths',
      host: 'node1',
      subject: '192.168.56.4:6443',
      outcome: { kind: 'failed', detail: 'refused' },
    },
    {
      source: 'listeners',
      text: 'LISTEN 0      128                *:6443       *:*    users:(("kube-apiserver",pid=1,fd=7))\n',
    },
    { source: 'listeners', host: 'proxy', text: 'LISTEN 0      128          0.0.0.0:22   0.0.0.0:*\n' },
  ),
  seeing(
    'load-balancer-without-backends',
    'no server',
    { source: 'balancer-config', host: 'proxy', text: 'events {}\n' },
    {
      source: 'listeners',
      text: 'LISTEN 0      128                *:6443       *:*    users:(("kube-apiserver",pid=1,fd=7))\n',
    },
  ),
  seeing(
    'port-closed',
    'a probe between hosts that answer',
    { source: 'paths', subject: '192.168.56.6:2380', outcome: { kind: 'failed', detail: 'timed-out' } },
    { source: 'hostname', host: 'master2', text: 'master2\n' },
  ),
  seeing(
    'port-rejected',
    'a listener that refuses',
    { source: 'paths', subject: '192.168.56.6:2380', outcome: { kind: 'failed', detail: 'refused' } },
    {
      source: 'listeners',
      host: 'master2',
      text: 'LISTEN 0      128        192.168.56.6:2380 0.0.0.0:* users:(("etcd",pid=135,fd=3))\n',
    },
  ),
  failing(
    'name-not-resolved',
    'api-unreachable',
    `${API}Get "https://k8s.example:6443/api/v1/namespaces/kube-public/configmaps/cluster-info?timeout=10s": dial tcp: lookup k8s.example on 192.168.121.1:53: no such host`,
  ),
  failing(
    'endpoint-not-in-certificate',
    'config-invalid',
    `${API}Get "https://10.99.0.13:6443/": x509: certificate is valid for 10.96.0.1, 10.99.0.11, not 10.99.0.13`,
  ),
  failing(
    'proxy-in-the-way',
    'api-unreachable',
    '\t[WARNING HTTPProxy]: Connection to "https://192.168.56.4" uses proxy "http://proxy:3128". If that is not intended, adjust your proxy settings\nUnable to connect to the server: EOF',
  ),
  failing(
    'api-does-not-answer',
    'api-unreachable',
    `${API}Get "https://192.168.56.4:6443/api/v1/namespaces/kube-public/configmaps/cluster-info?timeout=10s": dial tcp 192.168.56.4:6443: connect: connection refused`,
  ),
  seeing('certificate-expired', 'openssl', {
    source: 'certificates',
    subject: '/etc/kubernetes/pki/apiserver.crt',
    text: 'notBefore=Jan  1 00:00:00 2024 GMT\nnotAfter=Dec 31 00:00:00 2025 GMT\n',
  }),
  failing(
    'certificate-expired',
    'certificate-expired',
    'Unable to connect to the server: x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is after 2025-12-31T00:00:00Z',
  ),
  failing(
    'certificate-not-yet-valid',
    'certificate-expired',
    `${API}x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is before 2026-01-01T02:00:00Z`,
  ),
  failing(
    'ca-hash-mismatch',
    'ca-hash-mismatch',
    `${API}cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "sha256:${'ab'.repeat(32)}" are pinned`,
  ),
  seeing(
    'foreign-authority',
    'two CAs',
    ...['master1', 'master2', 'master3'].map((host, index) => ({
      source: 'cluster-authority' as const,
      host,
      text: `sha256 Fingerprint=${index === 2 ? 'AA' : 'BB'}:9E:4F\n`,
    })),
  ),
  failing(
    'token-wrong',
    'token-unusable',
    `${API}failed to verify JWS signature of received cluster info object, can't trust this API Server`,
  ),
  {
    cause: 'token-unusable',
    how: 'deleted a second ago',
    said: [],
    failure: { class: 'token-unusable', seen: fixture('kubeadm-1.20/join-token-deleted.stderr') },
  },
  failing(
    'token-unusable',
    'token-unusable',
    `${API}could not find a JWS signature in the cluster-info ConfigMap for token ID "zzzzzz"`,
  ),
  {
    cause: 'uploaded-certificates-gone',
    how: 'after two hours',
    said: [],
    failure: { class: 'certificates-gone', seen: fixture('kubeadm-1.20/join-certificates-gone.stderr') },
  },
  failing(
    'certificate-key-wrong',
    'certificate-key-wrong',
    'error execution phase control-plane-prepare/download-certs: error downloading certs: error decoding secret data with provided key: cipher: message authentication failed',
  ),
  failing(
    'certificate-files-missing',
    'certificates-gone',
    "failure loading certificate for CA: couldn't load the certificate file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory",
  ),
  failing(
    'node-name-taken',
    'node-name-taken',
    'error execution phase kubelet-start: a Node with name "w1" and status "Ready" already exists in the cluster. You must delete the existing Node or change the name of this new joining Node',
  ),
  failing(
    'tls-bootstrap-not-approved',
    'tls-bootstrap-timeout',
    'error execution phase kubelet-start: timed out waiting for the condition',
  ),
  failing('etcd-out-of-space', 'etcd-unhealthy', fixture('etcd/3.4-no-space.stderr')),
  seeing('etcd-out-of-space', 'endpoint status', {
    source: 'etcd-status',
    text: fixture('etcd/3.4-no-space-status.stdout'),
  }),
  seeing('etcd-corrupt', 'alarm list', {
    source: 'etcd-alarms',
    text: 'memberID:14533692329247874865 alarm:CORRUPT \n',
  }),
  seeing('etcd-data-lost', 'the panic', { source: 'etcd-log', text: fixture('etcd/3.4-data-lost.log') }),
  seeing('etcd-data-lost', 'a start without data', {
    source: 'etcd-log',
    text: fixture('etcd/3.4-already-bootstrapped.log'),
  }),
  seeing('etcd-log-damaged', 'its last words', {
    source: 'etcd-log',
    text: '2026-01-01T00:00:00.000000000Z stderr F etcdserver: read wal error (walpb: crc mismatch) and cannot be repaired\n',
  }),
  seeing('etcd-member-removed', 'etcd 3.4', { source: 'etcd-log', text: fixture('etcd/3.4-removed.log') }),
  seeing('etcd-member-removed', 'etcd 3.5', { source: 'etcd-log', text: fixture('etcd/3.5.30-removed.log') }),
  seeing('etcd-member-count-unequal', 'etcd 3.4', {
    source: 'etcd-log',
    text: fixture('etcd/3.4-member-count-unequal.log'),
  }),
  seeing('etcd-cluster-id-mismatch', 'etcd 3.4', {
    source: 'etcd-log',
    text: fixture('etcd/3.4-cluster-id-mismatch.log'),
  }),
  seeing('etcd-peer-certificate', 'etcd 3.4', {
    source: 'etcd-log',
    text: fixture('etcd/3.4-bad-certificate.log'),
  }),
  seeing('etcd-disk-too-slow', 'again and again', {
    source: 'etcd-log',
    text: '{"level":"warn","msg":"slow fdatasync","took":"2.331012521s","expected-duration":"1s"}\n'.repeat(
      12,
    ),
  }),
  failing(
    'etcd-too-many-learners',
    'member-change-refused',
    'Error: etcdserver: too many learner members in cluster',
  ),
  failing(
    'etcd-learner-behind',
    'learner-not-in-sync',
    'Error: etcdserver: can only promote a learner member which is in sync with leader',
  ),
  failing('etcd-member-exists', 'member-change-refused', 'Error: etcdserver: Peer URLs already exists'),
  seeing('etcd-member-not-started', 'member list', {
    source: 'etcd-members',
    text: 'f963ee3c8fd2e7eb, unstarted, , http://127.0.0.12:2380, , false\n',
  }),
  failing(
    'etcd-member-down',
    'etcd-unhealthy',
    'error execution phase check-etcd: etcd cluster is not healthy: failed to dial endpoint https://192.168.56.7:2379 with maintenance client: context deadline exceeded',
  ),
  seeing('etcd-quorum-lost', 'kubectl', {
    source: 'nodes',
    outcome: EXITED,
    text: fixture('kubeadm-1.20/nodes-quorum-lost.stderr'),
  }),
  seeing('etcd-quorum-lost', 'readyz', {
    source: 'api-ready',
    outcome: EXITED,
    text: fixture('kubeadm-1.20/readyz-etcd-failed.stderr'),
  }),
];
