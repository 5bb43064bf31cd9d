import { seconds } from '../../src/engine/scheduler.js';
import type { Task } from '../../src/engine/task.js';
import { startTask } from '../../src/engine/task.js';
import type { Host } from '../../src/host/host.js';
import type { Process } from '../../src/host/process.js';
import { encodeBootstrapToken } from '../../src/kubernetes/bootstrap-token.js';
import { createKubeClient } from '../../src/kubernetes/kube-client.js';
import type { KubeClient, KubeObject, KubeResult } from '../../src/kubernetes/client.js';
import { readKubeconfig } from '../../src/kubernetes/kubeconfig-access.js';
import { installKubelet } from '../../src/kubernetes/kubelet/kubelet-unit.js';
import { createKubernetesPrograms } from '../../src/kubernetes/programs.js';
import type { Certificate } from '../../src/pki/certificate.js';
import { encodeCertificate, encodePrivateKey } from '../../src/pki/certificate.js';
import { renderKubeconfig } from '../../src/pki/kubeconfig.js';
import { systemPrograms } from '../../src/programs/programs.js';
import { World } from '../../src/world/world.js';
import { FakeEtcd } from './fake-etcd.js';

export const START_US = seconds(1_795_380_000);
const DAY = 86_400;
const CA_KEY = 'ca0000';

export interface ClusterOptions {
  readonly seed?: number;
  readonly masters?: number;
  readonly workers?: number;
  readonly version?: string;
  /** The `server` of every kubeconfig; the first master when absent. */
  readonly endpoint?: string;
}

export interface SimulatedCluster {
  readonly world: World;
  readonly etcd: FakeEtcd;
  readonly masters: readonly Host[];
  readonly workers: readonly Host[];
  master(index: number): Host;
  /** Advances virtual time. */
  run(forSeconds: number): void;
  /** Runs a task to its end and returns what it returned; time passes as it needs. */
  complete<T>(task: Task<T>): T;
  /** Runs a command on a host to its end. */
  exec(host: Host, line: string, env?: Readonly<Record<string, string>>): Process;
  /** An administrator's client on a master, to that master's own apiserver. */
  client(host: Host): KubeClient;
  list(kind: string): readonly KubeObject[];
  readonly events: (
    event: string,
  ) => readonly { readonly atUs: number; readonly host?: string; readonly detail?: object }[];
}

/** Hosts as kubeadm leaves them, before any kubelet has started: PKI, kubeconfigs, manifests. */
export function simulateCluster(options: ClusterOptions = {}): SimulatedCluster {
  const { seed = 1, masters: masterCount = 1, workers: workerCount = 0, version = 'v1.20.2' } = options;
  const etcd = new FakeEtcd();
  const world = new World({
    seed,
    startUs: START_US,
    keepTrace: true,
    programs: { ...createKubernetesPrograms(etcd.dial), ...systemPrograms, etcd: etcd.program },
  });
  const masters: Host[] = [];
  const workers: Host[] = [];
  const addHost = (name: string, address: string): Host => {
    const host = world.addHost({
      name,
      addresses: [address],
      machineId: name.padEnd(32, '0'),
      productUuid: name.padEnd(32, '1'),
      software: { kubelet: version, containerd: '1.6.20' },
    });
    host.disk.write('/run/containerd/containerd.sock', '');
    return host;
  };
  for (let index = 0; index < masterCount; index += 1) {
    masters.push(addHost(`master${String(index + 1)}`, `192.168.56.${String(5 + index)}`));
  }
  for (let index = 0; index < workerCount; index += 1) {
    workers.push(addHost(`node${String(index + 1)}`, `192.168.56.${String(8 + index)}`));
  }
  const endpoint = options.endpoint ?? 'https://192.168.56.5:6443';
  for (const host of masters) prepareMaster(host, endpoint, version);
  for (const host of workers) prepareNode(host, endpoint);
  const master = (index: number): Host => {
    const host = masters[index];
    if (host === undefined) throw new Error(`no master ${String(index)}`);
    return host;
  };
  const complete = <T>(task: Task<T>): T => {
    const running = startTask(world.scheduler, task);
    while (!running.result.settled) if (!world.scheduler.step()) throw new Error('nothing left to happen');
    return running.result.value as T;
  };
  return {
    world,
    etcd,
    masters,
    workers,
    master,
    run: (forSeconds) => {
      world.scheduler.runUntil(world.scheduler.now() + seconds(forSeconds));
    },
    complete,
    exec: (host, line, env = {}) => execute(world, host, line.split(' '), env),
    client: (host) => adminClient(host),
    list: (kind) => unwrap(complete(adminClient(master(0)).list(kind))),
    events: (event) => world.trace.records.filter((record) => record.event === event),
  };
}

export function startKubelets(cluster: SimulatedCluster): void {
  for (const host of [...cluster.masters, ...cluster.workers]) installKubelet(host);
}

export function execute(
  world: World,
  host: Host,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin = '',
): Process {
  const program = world.programs[argv[0] ?? ''];
  if (program === undefined) throw new Error(`no program ${argv[0] ?? ''}`);
  const process = host.spawn(argv, program, { env, stdin });
  while (process.alive) if (!world.scheduler.step()) throw new Error('nothing left to happen');
  return process;
}

export function unwrap<T>(result: KubeResult<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

export const CNI_MANIFEST = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: lab-cni
  namespace: kube-system
spec:
  selector: { matchLabels: { app: lab-cni } }
  template:
    metadata: { labels: { app: lab-cni } }
    spec:
      hostNetwork: true
      containers: [{ name: cni, image: "lab.local/cni:1" }]
`;

/** Token abcdef.0123456789abcdef, as `kubeadm token create` makes it. */
export function createToken(
  cluster: SimulatedCluster,
  { ttlSeconds = 86_400 }: { readonly ttlSeconds?: number } = {},
): KubeObject {
  const token = encodeBootstrapToken({
    id: 'abcdef',
    secret: '0123456789abcdef',
    expiresUs: cluster.world.scheduler.now() + seconds(ttlSeconds),
    authentication: true,
    signing: true,
    groups: ['system:bootstrappers:kubeadm:default-node-token'],
  });
  return unwrap(cluster.complete(cluster.client(cluster.master(0)).create(token)));
}

function adminClient(host: Host): KubeClient {
  const options = readKubeconfig(host, '/etc/kubernetes/admin.conf');
  if (options === undefined) throw new Error('no admin.conf');
  return createKubeClient(host, { ...options, server: `https://${host.addresses[0] ?? ''}:6443` });
}

const CA: Certificate = certificate('kubernetes', [], CA_KEY, { authority: true, days: 3650 });

export function certificate(
  commonName: string,
  organizations: readonly string[],
  keyId: string,
  extra: {
    readonly authority?: boolean;
    readonly days?: number;
    readonly dnsNames?: readonly string[];
    readonly ipAddresses?: readonly string[];
    readonly issuerKeyId?: string;
  } = {},
): Certificate {
  return {
    commonName,
    organizations,
    authority: extra.authority ?? false,
    keyId,
    issuerKeyId: extra.issuerKeyId ?? CA_KEY,
    dnsNames: extra.dnsNames ?? [],
    ipAddresses: extra.ipAddresses ?? [],
    notBeforeUs: START_US - seconds(300),
    notAfterUs: START_US + seconds((extra.days ?? 365) * DAY),
  };
}

export const CA_PEM = encodeCertificate(CA);

function prepareMaster(host: Host, endpoint: string, version: string): void {
  const ip = host.addresses[0] ?? '';
  const pki = '/etc/kubernetes/pki';
  host.disk.write(`${pki}/ca.crt`, CA_PEM);
  host.disk.write(`${pki}/ca.key`, encodePrivateKey(CA_KEY), { mode: 0o600 });
  host.disk.write(
    `${pki}/apiserver.crt`,
    encodeCertificate(
      certificate('kube-apiserver', [], `serving-${host.name}`, {
        dnsNames: ['kubernetes', 'kubernetes.default', host.name],
        ipAddresses: ['10.96.0.1', ip, '192.168.56.4', '127.0.0.1'],
      }),
    ),
  );
  const conf = (file: string, user: string, groups: readonly string[], server: string): void => {
    host.disk.write(
      `/etc/kubernetes/${file}`,
      renderKubeconfig({
        server,
        caPem: CA_PEM,
        user,
        clientCertificatePem: encodeCertificate(certificate(user, groups, `${user}-${host.name}`)),
        clientKeyPem: encodePrivateKey(`${user}-${host.name}`),
      }),
      { mode: 0o600 },
    );
  };
  const local = `https://${ip}:6443`;
  conf('admin.conf', 'kubernetes-admin', ['system:masters'], endpoint);
  conf('kubelet.conf', `system:node:${host.name}`, ['system:nodes'], endpoint);
  conf('controller-manager.conf', 'system:kube-controller-manager', [], local);
  conf('scheduler.conf', 'system:kube-scheduler', [], local);
  host.disk.write('/var/lib/kubelet/config.yaml', 'kind: KubeletConfiguration\n');
  const manifests = '/etc/kubernetes/manifests';
  host.disk.write(`${manifests}/etcd.yaml`, etcdManifest(ip));
  const component = (name: string, extra = ''): string =>
    manifest(name, `k8s.gcr.io/${name}:${version}`, [name], extra);
  host.disk.write(
    `${manifests}/kube-apiserver.yaml`,
    component('kube-apiserver', probe(ip, 6443, '/livez', 'HTTPS')),
  );
  host.disk.write(`${manifests}/kube-controller-manager.yaml`, component('kube-controller-manager'));
  host.disk.write(`${manifests}/kube-scheduler.yaml`, component('kube-scheduler'));
}

function prepareNode(host: Host, endpoint: string): void {
  host.disk.write('/etc/kubernetes/pki/ca.crt', CA_PEM);
  host.disk.write('/var/lib/kubelet/config.yaml', 'kind: KubeletConfiguration\n');
  host.disk.write(
    '/etc/kubernetes/bootstrap-kubelet.conf',
    renderKubeconfig({
      server: endpoint,
      caPem: CA_PEM,
      user: 'tls-bootstrap-token-user',
      token: 'abcdef.0123456789abcdef',
    }),
    { mode: 0o600 },
  );
}

function etcdManifest(ip: string): string {
  return manifest('etcd', 'k8s.gcr.io/etcd:3.4.13-0', ['etcd'], probe('127.0.0.1', 2381, '/health', 'HTTP'), {
    'kubeadm.kubernetes.io/etcd.advertise-client-urls': `https://${ip}:2379`,
  });
}

function probe(host: string, port: number, path: string, scheme: string): string {
  return `    livenessProbe:
      failureThreshold: 8
      httpGet:
        host: ${host}
        path: ${path}
        port: ${String(port)}
        scheme: ${scheme}
      initialDelaySeconds: 10
      periodSeconds: 10
      timeoutSeconds: 15
`;
}

export function manifest(
  name: string,
  image: string,
  command: readonly string[],
  extra = '',
  annotations: Readonly<Record<string, string>> = {},
): string {
  const entries = Object.entries(annotations).map(([key, value]) => `    ${key}: ${value}\n`);
  return `apiVersion: v1
kind: Pod
metadata:
${entries.length === 0 ? '' : `  annotations:\n${entries.join('')}`}  labels:
    component: ${name}
    tier: control-plane
  name: ${name}
  namespace: kube-system
spec:
  containers:
  - command:
${command.map((part) => `    - ${part}\n`).join('')}    image: ${image}
    name: ${name}
${extra}  hostNetwork: true
`;
}
