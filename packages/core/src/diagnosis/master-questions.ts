import { ASK_TIMEOUT_MS, etcdctl, kubectlItself } from '../commands/lower/programs.js';
import type { PlacedStep } from '../commands/step-plan.js';
import type { HostSpec } from '../spec/cluster-spec.js';
import type { HostStep } from '../steps/host-step.js';
import { certificate } from './node-questions.js';
import { program, question } from './question.js';

const PKI = '/etc/kubernetes/pki';
const CERTIFICATES = [
  'apiserver.crt',
  'apiserver-etcd-client.crt',
  'apiserver-kubelet-client.crt',
  'etcd/server.crt',
  'etcd/peer.crt',
  'etcd/healthcheck-client.crt',
];
const timeoutMs = ASK_TIMEOUT_MS;

/** What a master can tell beside what every node can: its containers' logs, its etcd, its apiserver, its certificates. */
export function masterQuestions(host: HostSpec): readonly PlacedStep[] {
  return [
    question(host, 'etcd-log', podLog('etcd')),
    question(host, 'apiserver-log', podLog('kube-apiserver')),
    question(host, 'etcd-members', etcdctl(['member', 'list'], { timeoutMs })),
    question(host, 'etcd-status', etcdctl(['endpoint', 'status'], { timeoutMs })),
    question(host, 'etcd-alarms', etcdctl(['alarm', 'list'], { timeoutMs })),
    question(
      host,
      'api-ready',
      kubectlItself(host, ['--request-timeout=5s', 'get', '--raw', '/readyz?verbose'], { timeoutMs }),
    ),
    question(host, 'nodes', kubectlItself(host, ['--request-timeout=5s', 'get', 'nodes'], { timeoutMs })),
    ...CERTIFICATES.map((name) => certificate(host, `${PKI}/${name}`)),
  ];
}

/** From the files of the kubelet: they can be read also while the container runtime does not answer. */
function podLog(container: string): HostStep {
  return program(
    'find',
    '/var/log/pods',
    ...['-path', `*/kube-system_${container}-*/${container}/*.log`],
    ...['-exec', 'tail', '-n', '120', '{}', '+'],
  );
}
