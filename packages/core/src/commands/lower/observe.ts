import { renderInitConfiguration } from '../../kubeadm-config/init-configuration.js';
import { rememberPer } from '../../foundation/remember-per.js';
import type { ClusterSpec, HostSpec } from '../../spec/cluster-spec.js';
import { hostNamed, runsKubelet } from '../../spec/cluster-spec.js';
import type { HostStep } from '../../steps/host-step.js';
import type { ObserveAspect, ObserveCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { PlacedStep, StepCondition, StepPlan } from '../step-plan.js';
import {
  ADMIN_CONF,
  APISERVER_CERTIFICATE,
  CLUSTER_CA,
  ETCD_MANIFEST,
  KUBELET_CLIENT_CERTIFICATE,
  KUBELET_CONF,
  PKI,
} from './observed-paths.js';
import { askCapacity, CAPACITY_QUESTIONS } from './observe-capacity.js';
import { probePaths } from './observe-paths.js';
import { preparationQuestions } from './observe-preparation.js';
import { inAnyCase, keyOf, place } from './placing.js';
import { ASK_TIMEOUT_MS, etcdctl, kubeadm, kubeadmToken, kubectlItself, run } from './programs.js';
import { readiness } from './readiness.js';

/** Names of the questions; the reader finds each answer under `keyOf(host, question)`. */
export const QUESTIONS = {
  hostname: 'hostname',
  machineId: 'machine-id',
  productUuid: 'product-uuid',
  clock: 'clock',
  addresses: 'addresses',
  kubeletVersion: 'kubelet-version',
  kubeletActive: 'kubelet-active',
  kubeletHealth: 'kubelet-health',
  kubeadmProcesses: 'kubeadm-processes',
  files: 'files',
  kubeadmVersion: 'kubeadm-version',
  caFingerprint: 'ca-fingerprint',
  apiReady: 'api-ready',
  apiReadyViaEndpoint: 'api-ready-via-endpoint',
  members: 'etcd-members',
  etcdStatus: 'etcd-status',
  etcdHealth: 'etcd-health',
  etcdAlarms: 'etcd-alarms',
  nodes: 'nodes',
  tokens: 'tokens',
  uploadedCertificates: 'uploaded-certificates',
  clusterInfo: 'cluster-info',
  kubeadmConfig: 'kubeadm-config',
  kubeProxy: 'kube-proxy',
  coreDns: 'coredns',
  certificates: 'certificates',
  certificateStarts: 'certificate-starts',
  kubeletCertificate: 'kubelet-certificate',
  ...CAPACITY_QUESTIONS,
} as const;

export type Question = (typeof QUESTIONS)[keyof typeof QUESTIONS];

/** Where the answers of a host are found, in the order of the questions. */
export const keysOf = rememberPer(
  ({ name }: HostSpec): ReadonlyMap<Question, string> =>
    new Map(Object.values(QUESTIONS).map((question) => [question, keyOf(name, question)])),
);

const LISTED = ['/etc/kubernetes', '/var/lib/etcd/member'] as const;

/** What changes a host. `kubeadm token list` and the like do not count: other looks run them at the same time. */
const CHANGING_KUBEADM = '([^ ]*/)?kubeadm (init|join|reset|upgrade)( .*)?';

/**
 * First what any host can tell, then what the files of the first stage say can be answered at all. Processes are listed in the
 * first stage because kubeadm itself is run in the second. Cluster facts are asked of one master; of the next only when that one
 * did not list the nodes.
 */
export function lowerObserve(command: ObserveCommand, { spec }: LoweringContext): StepPlan {
  const plans = plansOf(spec);
  const asked = `${command.hosts.join()} ${command.aspects.join()} ${command.newcomer ?? ''}`;
  const before = plans.get(asked);
  if (before !== undefined) return before;
  const plan = planLook(command, spec);
  if (plans.size >= PLANS_KEPT) plans.clear();
  plans.set(asked, plan);
  return plan;
}

/** A run asks the same few things of the same hosts all the time. */
const plansOf = rememberPer((_spec: ClusterSpec) => new Map<string, StepPlan>());
const PLANS_KEPT = 64;

function planLook(command: ObserveCommand, spec: ClusterSpec): StepPlan {
  const hosts = command.hosts.map((name) => hostNamed(spec, name));
  const [first, ...others] = hosts.filter((host) => host.role === 'control-plane');
  const asked = first === undefined ? [] : cluster(first, command, []);
  return {
    stages: [
      inAnyCase(
        ...hosts.flatMap((host) => firstLook(host, command)),
        ...(command.aspects.includes('preparation')
          ? hosts.flatMap((host) => preparationQuestions(spec, host))
          : []),
      ),
      inAnyCase(
        ...hosts.flatMap((host) => secondLook(host, command, spec)),
        ...asked,
        ...probePaths(command, spec),
      ),
      ...others.map((host, index) =>
        inAnyCase(
          ...cluster(
            host,
            command,
            [first, ...others.slice(0, index)].map((one) => keyOf(one?.name ?? '', QUESTIONS.nodes)),
          ),
        ),
      ),
    ],
  };
}

function firstLook(host: HostSpec, { aspects }: ObserveCommand): readonly PlacedStep[] {
  const ask = (question: Question, step: HostStep): PlacedStep => place(host.name, question, step);
  const clock = ask(QUESTIONS.clock, program('date', '+%s%3N'));
  const identity = [
    ask(QUESTIONS.hostname, program('hostname')),
    ask(QUESTIONS.machineId, file('/etc/machine-id')),
    ask(QUESTIONS.productUuid, file('/sys/class/dmi/id/product_uuid')),
    ask(QUESTIONS.addresses, program('ip', '-4', '-o', 'addr', 'show')),
  ];
  const whole = aspects.includes('identity');
  const steps = whole ? [clock, ...identity] : [clock];
  if (!runsKubelet(host)) return steps;
  return [
    ...steps,
    ...(whole ? [ask(QUESTIONS.kubeletVersion, program('kubelet', '--version'))] : []),
    ask(QUESTIONS.kubeadmProcesses, program('pgrep', '-x', '-f', CHANGING_KUBEADM)),
    // The certificate is a link to the newest one: -H follows it.
    ask(QUESTIONS.files, program('find', '-H', ...LISTED, KUBELET_CLIENT_CERTIFICATE, '-type', 'f')),
    ask(QUESTIONS.kubeletActive, program('systemctl', 'is-active', 'kubelet')),
    ask(QUESTIONS.kubeletHealth, program('curl', '-sS', '--max-time', '3', 'http://127.0.0.1:10248/healthz')),
  ];
}

function secondLook(host: HostSpec, command: ObserveCommand, spec: ClusterSpec): readonly PlacedStep[] {
  if (!runsKubelet(host)) return command.aspects.includes('capacity') ? askCapacity(host, spec) : [];
  const version = kubeadm(['version', '-o', 'short'], { timeoutMs: ASK_TIMEOUT_MS });
  const fingerprint = program('openssl', 'x509', '-in', CLUSTER_CA, '-noout', '-fingerprint', '-sha256');
  const { aspects } = command;
  return [
    ...(aspects.includes('capacity') ? askCapacity(host, spec) : []),
    ...(aspects.includes('identity') ? [place(host.name, QUESTIONS.kubeadmVersion, version)] : []),
    // What a master answers is worth something only if it is of this cluster; it may be of another one since the last look.
    ...(host.role === 'control-plane' || aspects.includes('installation')
      ? [ifPresent(host, CLUSTER_CA)(QUESTIONS.caFingerprint, fingerprint)]
      : []),
    ...(host.role === 'control-plane' ? [...api(host), ...etcd(host, aspects)] : []),
    ...(aspects.includes('certificates') ? certificates(host, spec) : []),
  ];
}

function api(host: HostSpec): readonly PlacedStep[] {
  const ask = ifPresent(host, ADMIN_CONF);
  const { itself, viaEndpoint } = readiness(host);
  return [ask(QUESTIONS.apiReady, itself), ask(QUESTIONS.apiReadyViaEndpoint, viaEndpoint)];
}

function etcd(host: HostSpec, aspects: readonly ObserveAspect[]): readonly PlacedStep[] {
  const ask = ifPresent(host, ETCD_MANIFEST);
  const question = (...args: readonly string[]): HostStep => etcdctl(args, { timeoutMs: ASK_TIMEOUT_MS });
  return [
    ask(QUESTIONS.members, question('member', 'list', '-w', 'json')),
    ask(QUESTIONS.etcdStatus, question('endpoint', 'status', '-w', 'json')),
    ask(QUESTIONS.etcdHealth, question('endpoint', 'health', '-w', 'json')),
    ...(aspects.includes('alarms') ? [ask(QUESTIONS.etcdAlarms, question('alarm', 'list'))] : []),
  ];
}

function cluster(
  host: HostSpec,
  { aspects }: ObserveCommand,
  nodesOfOthers: readonly string[],
): readonly PlacedStep[] {
  const others: readonly StepCondition[] =
    nodesOfOthers.length === 0 ? [] : [{ kind: 'none-succeeded', keys: nodesOfOthers }];
  const ask = ifPresent(host, ADMIN_CONF, others);
  const timeoutMs = ASK_TIMEOUT_MS;
  const get = (namespace: string, ...object: readonly string[]): HostStep =>
    kubectlItself(host, ['-n', namespace, 'get', ...object, '-o', 'json'], { timeoutMs });
  const certs = ['-n', 'kube-system', 'get', 'secret', 'kubeadm-certs', '--ignore-not-found', '-o', 'json'];
  return [
    ask(QUESTIONS.nodes, kubectlItself(host, ['get', 'nodes', '-o', 'json'], { timeoutMs })),
    ask(QUESTIONS.tokens, kubeadmToken(['list', '-o', 'json'], { timeoutMs, sensitive: true })),
    ask(QUESTIONS.uploadedCertificates, kubectlItself(host, certs, { timeoutMs, sensitive: true })),
    ask(QUESTIONS.clusterInfo, get('kube-public', 'configmap', 'cluster-info')),
    ...(aspects.includes('installation')
      ? [
          ask(QUESTIONS.kubeadmConfig, get('kube-system', 'configmap', 'kubeadm-config')),
          ask(QUESTIONS.kubeProxy, get('kube-system', 'daemonset', 'kube-proxy', '--ignore-not-found')),
          ask(QUESTIONS.coreDns, get('kube-system', 'deployment', 'coredns', '--ignore-not-found')),
        ]
      : []),
  ];
}

/** Of the file that `find` has found. */
const TELL_START = ['openssl', 'x509', '-startdate', '-noout', '-in', '{}'] as const;

/**
 * kubeadm: `check-expiration` never lists the kubelet's own certificate. With a configuration it reads files only; without one
 * it asks the cluster, and the internet for a version when that fails: 10 s, seen right after init. The table it is, in every
 * release: kubeadm refuses most flags beside a configuration, and whether `-o json` (≥ 1.30) is one of them is not documented.
 * It does not tell when a certificate becomes valid: kubeadm gives leaves the beginning of their authority, which is the clock
 * of the master at its init.
 */
function certificates(host: HostSpec, spec: ClusterSpec): readonly PlacedStep[] {
  const kubelet = ifPresent(host, KUBELET_CONF)(
    QUESTIONS.kubeletCertificate,
    program('openssl', 'x509', '-dates', '-noout', '-in', KUBELET_CLIENT_CERTIFICATE),
  );
  if (host.role !== 'control-plane') return [kubelet];
  return [
    kubelet,
    ifPresent(host, APISERVER_CERTIFICATE)(QUESTIONS.certificates, {
      ...kubeadm(['certs', 'check-expiration', '--config', '/dev/stdin'], {
        timeoutMs: ASK_TIMEOUT_MS,
      }),
      stdin: renderInitConfiguration(spec, host),
    }),
    ifPresent(host, APISERVER_CERTIFICATE)(
      QUESTIONS.certificateStarts,
      program('find', PKI, '-name', '*.crt', '-print', '-exec', ...TELL_START, ';'),
    ),
  ];
}

function ifPresent(
  host: HostSpec,
  path: string,
  others: readonly StepCondition[] = [],
): (question: Question, step: HostStep) => PlacedStep {
  const present: StepCondition = { kind: 'printed', key: keyOf(host.name, QUESTIONS.files), line: path };
  return (question, step) => place(host.name, question, step, [present, ...others]);
}

function program(...argv: readonly [string, ...string[]]): HostStep {
  return run(argv, { timeoutMs: ASK_TIMEOUT_MS });
}

function file(path: string): HostStep {
  return { kind: 'read-file', path, timeoutMs: ASK_TIMEOUT_MS };
}
