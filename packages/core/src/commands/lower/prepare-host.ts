import { invariant } from '../../foundation/invariant.js';
import { containerdConfig, CONTAINERD_CONFIG } from '../../preparation/containerd-config.js';
import { HOSTS_FILE, hostsBlock, hostsCleaning } from '../../preparation/hosts-file.js';
import {
  FSTAB_WITHOUT_SWAP,
  KERNEL_MODULES,
  MODULES_FILE,
  modulesFile,
  SYSCTL_FILE,
  sysctlFile,
} from '../../preparation/kernel.js';
import type { PreparationItem } from '../../preparation/preparation-item.js';
import { PREPARATION_ITEMS } from '../../preparation/preparation-item.js';
import { KUBERNETES_PACKAGES, toolsFor } from '../../preparation/wanted-packages.js';
import type { ClusterSpec, HostSpec } from '../../spec/cluster-spec.js';
import { hostNamed } from '../../spec/cluster-spec.js';
import type { PreparationSpec } from '../../spec/preparation-spec.js';
import type { HostStep } from '../../steps/host-step.js';
import type { PrepareHostCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { Stage, StepPlan } from '../step-plan.js';
import * as apt from './apt.js';
import { keyOf } from './placing.js';
import { CHANGE_TIMEOUT_MS, run } from './programs.js';
import { repositorySteps } from './repository.js';

/** Steps of an item stand under `HOST/ITEM/NUMBER`. */
export function itemOfKey(key: string): string {
  return key.split('/').at(-2) ?? '';
}

/** What can be installed only from lists that were fetched before. */
const FROM_DISTRIBUTION: ReadonlySet<PreparationItem> = new Set([
  'tools',
  'container-runtime',
  'load-balancer-packages',
]);

/**
 * The items one after the other, in an order in which each finds what it needs; the first step that fails ends the plan. Each item
 * alone can be done again, and what is done already is not changed by it.
 */
export function lowerPrepareHost(command: PrepareHostCommand, { spec }: LoweringContext): StepPlan {
  const { preparation } = spec;
  invariant(preparation !== undefined, 'only a spec that asks for it has hosts prepared', command);
  const host = hostNamed(spec, command.host);
  const items = PREPARATION_ITEMS.filter((item) => command.items.includes(item));
  const firstInstalled = items.find((item) => FROM_DISTRIBUTION.has(item));
  return {
    stages: items.flatMap((item) => {
      const fetches = item === firstInstalled || (firstInstalled === undefined && needsLists(item, items));
      const steps = [...(fetches ? [apt.update()] : []), ...stepsOf(item, spec, preparation, host)];
      return steps.map((step, index) => stage(command.host, item, index, step));
    }),
  };
}

/** With a repository of our own in the plan, its lists are fetched along with it. */
function needsLists(item: PreparationItem, items: readonly PreparationItem[]): boolean {
  return item === 'kubernetes-packages' && !items.includes('kubernetes-repository');
}

/** What apt can offer is only evidence for the case that the installation fails. */
function stage(host: string, item: PreparationItem, index: number, step: HostStep): Stage {
  const placed = { key: keyOf(host, `${item}/${index}`), host, step };
  return { mode: apt.isQuestion(step) ? 'continue' : 'stop', steps: [placed] };
}

function stepsOf(
  item: PreparationItem,
  spec: ClusterSpec,
  preparation: PreparationSpec,
  host: HostSpec,
): readonly HostStep[] {
  const timeoutMs = preparation.installTimeoutMs;
  switch (item) {
    case 'package-state':
      return [apt.completeInterrupted(timeoutMs)];
    case 'tools':
      return [
        apt.installMissing(
          toolsFor(spec, host).flatMap((tool) => tool.packages),
          timeoutMs,
        ),
      ];
    case 'hosts-file':
      return [
        change(
          'sed',
          '-i',
          '-E',
          ...hostsCleaning(spec, host.name).flatMap((one) => ['-e', one]),
          HOSTS_FILE,
        ),
        { ...change('tee', '-a', HOSTS_FILE), stdin: [hostsBlock(spec)] },
      ];
    case 'swap-off':
      return [change('swapoff', '-a'), change('sed', '-i', '-E', '-e', FSTAB_WITHOUT_SWAP, '/etc/fstab')];
    case 'kernel-modules':
      return [write(MODULES_FILE, modulesFile()), change('modprobe', '-a', ...KERNEL_MODULES)];
    case 'sysctls':
      return [write(SYSCTL_FILE, sysctlFile()), change('sysctl', '-p', SYSCTL_FILE)];
    case 'container-runtime':
      return [runtimePackage(preparation)];
    case 'container-runtime-config':
      return [
        write(CONTAINERD_CONFIG, containerdConfig(preparation)),
        change('systemctl', 'enable', 'containerd'),
        change('systemctl', 'restart', 'containerd'),
      ];
    case 'kubernetes-repository':
      return repositorySteps(preparation);
    case 'kubernetes-packages':
      return [
        apt.offered(KUBERNETES_PACKAGES),
        apt.installExactly(
          KUBERNETES_PACKAGES.map((name) => `${name}=${preparation.kubernetesPackages.version}`),
          timeoutMs,
        ),
        change('apt-mark', 'hold', ...KUBERNETES_PACKAGES),
        change('systemctl', 'enable', 'kubelet'),
      ];
    case 'load-balancer-packages':
      return [apt.installMissing(preparation.loadBalancerPackages, timeoutMs)];
  }
}

/** A version that is asked for may mean a change; else what is there stays. */
function runtimePackage({ containerRuntime, installTimeoutMs }: PreparationSpec): HostStep {
  const { package: name = 'containerd', version } = containerRuntime;
  return version === undefined
    ? apt.installMissing([name], installTimeoutMs)
    : apt.installExactly([`${name}=${version}`], installTimeoutMs);
}

function change(...argv: readonly [string, ...string[]]) {
  return run(argv, { timeoutMs: CHANGE_TIMEOUT_MS });
}

function write(path: string, text: string): HostStep {
  return { kind: 'write-file', path, content: [text], mode: 0o644, timeoutMs: CHANGE_TIMEOUT_MS };
}
