import { KUBELET_CLIENT_CERTIFICATE } from '../commands/lower/observed-paths.js';
import type { PlacedStep } from '../commands/step-plan.js';
import { CLUSTER_CA } from '../decisions/kubernetes-files.js';
import { calledPrograms } from '../decisions/called-programs.js';
import { requiredPrograms } from '../decisions/kubeadm-preflight.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import type { HostStep } from '../steps/host-step.js';
import { journalOf, program, question } from './question.js';

/** Names only: what is in these files is nobody's business. */
const FILES = [
  '/etc/kubernetes',
  '/var/lib/kubelet/config.yaml',
  '/var/lib/kubelet/kubeadm-flags.env',
  '/var/lib/etcd/member',
  '/etc/cni/net.d',
  KUBELET_CLIENT_CERTIFICATE,
];

/** The lines in which runtime and kubelet have to agree. */
const SETTINGS = '(^| )(disabled_plugins|SystemdCgroup|cgroupDriver)[ :=]';

/** What a host with a kubelet can tell: kubelet, container runtime, containers, and which of kubeadm's files it has. */
export function nodeQuestions(spec: ClusterSpec, host: HostSpec): readonly PlacedStep[] {
  return [
    question(host, 'kubelet-journal', journalOf('kubelet', 200)),
    question(host, 'containerd-journal', journalOf('containerd', 100)),
    question(
      host,
      'units',
      program('systemctl', 'status', '--no-pager', '--lines=0', 'kubelet', 'containerd'),
    ),
    question(host, 'containers', program('crictl', 'ps', '-a')),
    question(host, 'files', program('find', '-H', ...FILES, '-type', 'f')),
    question(
      host,
      'settings',
      program('grep', '-rsE', SETTINGS, '/etc/containerd/config.toml', '/var/lib/kubelet/config.yaml'),
    ),
    question(
      host,
      'capacity',
      program(
        'grep',
        '-rsE',
        '^(Cpus_allowed_list|MemTotal|MemAvailable):',
        '/proc/self/status',
        '/proc/meminfo',
      ),
    ),
    // One at a time: the name of one that is missing is printed by nobody.
    ...[...requiredPrograms(spec), ...calledPrograms(host)].map((name) =>
      question(host, 'programs', program('which', name), name),
    ),
    question(
      host,
      'cluster-authority',
      program('openssl', 'x509', '-in', CLUSTER_CA, '-noout', '-fingerprint', '-sha256'),
    ),
    certificate(host, KUBELET_CLIENT_CERTIFICATE),
  ];
}

/** From when until when a certificate is valid. */
export function certificate(host: HostSpec, path: string): PlacedStep {
  const dates: HostStep = program('openssl', 'x509', '-in', path, '-noout', '-dates');
  return question(host, 'certificates', dates, path);
}
