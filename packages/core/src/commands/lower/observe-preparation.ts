import { KEY_FILE, SOURCE_FILE } from '../../preparation/apt-source.js';
import { CONTAINERD_CONFIG } from '../../preparation/containerd-config.js';
import { HOSTS_FILE } from '../../preparation/hosts-file.js';
import {
  MODULE_PLACES,
  MODULES_PATTERN,
  SYSCTL_PLACES,
  SYSCTLS,
  SYSCTLS_PATTERN,
  sysctlPath,
} from '../../preparation/kernel.js';
import type { PreparationItem } from '../../preparation/preparation-item.js';
import { itemsFor } from '../../preparation/preparation-item.js';
import { CONTAINERD_PACKAGES, KUBERNETES_PACKAGES, toolsFor } from '../../preparation/wanted-packages.js';
import type { ClusterSpec, HostSpec } from '../../spec/cluster-spec.js';
import type { HostStep } from '../../steps/host-step.js';
import type { PlacedStep } from '../step-plan.js';
import { place } from './placing.js';
import { ASK_TIMEOUT_MS, run } from './programs.js';

/** Names of the questions about preparation; the reader finds each answer under `keyOf(host, question)`. */
export const PREPARATION_QUESTIONS = {
  os: 'os-release',
  audit: 'dpkg-audit',
  unfinished: 'dpkg-unfinished',
  packages: 'packages',
  programs: 'tools',
  hostsFile: 'hosts-file',
  swaps: 'swaps',
  fstab: 'fstab',
  filesystems: 'filesystems',
  modules: 'modules',
  sysctls: 'sysctl-settings',
  containerdConfig: 'containerd-config',
  containerdEnabled: 'containerd-enabled',
  containerdActive: 'containerd-active',
  source: 'apt-source',
  key: 'apt-key',
} as const;

type Ask = (question: string, step: HostStep) => PlacedStep;

/** Each fact by its effect where it has one: built-in modules are in no list, and a file proves no setting. */
export function preparationQuestions(spec: ClusterSpec, host: HostSpec): readonly PlacedStep[] {
  const items = itemsFor(spec, host);
  if (items.length === 0) return [];
  const ask: Ask = (question, step) => place(host.name, question, step);
  const packages = packagesOf(spec, host);
  return [
    ask(PREPARATION_QUESTIONS.os, file('/etc/os-release')),
    ...(packages.length === 0 ? [] : [ask(PREPARATION_QUESTIONS.packages, installed(packages))]),
    ...items.flatMap((item) => questionsOf(item, spec, host, ask)),
  ];
}

function questionsOf(
  item: PreparationItem,
  spec: ClusterSpec,
  host: HostSpec,
  ask: Ask,
): readonly PlacedStep[] {
  const Q = PREPARATION_QUESTIONS;
  switch (item) {
    case 'package-state':
      return [
        ask(Q.audit, program('dpkg', '--audit')),
        ask(Q.unfinished, program('find', '/var/lib/dpkg/updates', '-type', 'f')),
      ];
    case 'tools':
      return [
        ask(
          Q.programs,
          program('which', ...toolsFor(spec, host).map((tool) => tool.program), 'containerd', 'kubeadm'),
        ),
      ];
    case 'hosts-file':
      return [ask(Q.hostsFile, file(HOSTS_FILE))];
    case 'swap-off':
      return [ask(Q.swaps, file('/proc/swaps')), ask(Q.fstab, file('/etc/fstab'))];
    case 'kernel-modules':
      return [
        ask(Q.filesystems, file('/proc/filesystems')),
        ask(Q.modules, program('grep', '-rsE', MODULES_PATTERN, ...MODULE_PLACES)),
      ];
    case 'sysctls':
      return [
        ...SYSCTLS.map((key) => ask(key, file(sysctlPath(key)))),
        ask(Q.sysctls, program('grep', '-rsE', SYSCTLS_PATTERN, ...SYSCTL_PLACES)),
      ];
    case 'container-runtime-config':
      return [
        ask(Q.containerdConfig, file(CONTAINERD_CONFIG)),
        ask(Q.containerdEnabled, program('systemctl', 'is-enabled', 'containerd')),
        ask(Q.containerdActive, program('systemctl', 'is-active', 'containerd')),
      ];
    case 'kubernetes-repository':
      return [ask(Q.source, file(SOURCE_FILE)), ...keyQuestion(spec, ask)];
    case 'container-runtime':
    case 'kubernetes-packages':
    case 'load-balancer-packages':
      return [];
  }
}

function keyQuestion({ preparation }: ClusterSpec, ask: Ask): readonly PlacedStep[] {
  const repository = preparation?.repository;
  if (repository?.kind !== 'deb' || repository.key === undefined) return [];
  const { key } = repository;
  return [
    ask(
      PREPARATION_QUESTIONS.key,
      key.kind === 'file' ? program('find', key.path, '-type', 'f') : file(KEY_FILE),
    ),
  ];
}

function packagesOf({ preparation }: ClusterSpec, host: HostSpec): readonly string[] {
  if (host.role === 'load-balancer') return preparation?.loadBalancerPackages ?? [];
  const own = preparation?.containerRuntime.package;
  const runtimes = new Set([...CONTAINERD_PACKAGES, ...(own === undefined ? [] : [own])]);
  return [...KUBERNETES_PACKAGES, ...runtimes];
}

/** Status (`ii`, held: `hi`), name and version of each that dpkg knows. */
function installed(packages: readonly string[]): HostStep {
  return program(
    'dpkg-query',
    '--show',
    '--showformat=${db:Status-Abbrev} ${Package} ${Version}\\n',
    ...packages,
  );
}

function program(...argv: readonly [string, ...string[]]): HostStep {
  return run(argv, { timeoutMs: ASK_TIMEOUT_MS });
}

function file(path: string): HostStep {
  return { kind: 'read-file', path, timeoutMs: ASK_TIMEOUT_MS };
}
