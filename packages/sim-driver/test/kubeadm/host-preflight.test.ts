import { describe, expect, it } from 'vitest';
import type { MachineOptions } from '../../src/index.js';
import { Simulation } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';

function preflight(kubernetesVersion: string, machine: MachineOptions): string {
  const simulation = new Simulation({
    spec: tutorialSpec({ kubernetesVersion }),
    machines: { master1: machine },
  });
  const version = `--kubernetes-version=${kubernetesVersion}`;
  return simulation.shell('master1', ['kubeadm', 'init', 'phase', 'preflight', version]).stderr;
}

describe('preflight of kubeadm', () => {
  it.each([
    [
      'v1.20.2',
      { missingPrograms: ['conntrack'] },
      '[ERROR FileExisting-conntrack]: conntrack not found in system path',
    ],
    [
      'v1.20.2',
      { missingPrograms: ['crictl'] },
      '[ERROR FileExisting-crictl]: crictl not found in system path',
    ],
    [
      'v1.36.0',
      { missingPrograms: ['losetup'] },
      '[ERROR FileExisting-losetup]: losetup not found in system path',
    ],
    [
      'v1.20.2',
      { missingModules: ['br_netfilter'] },
      '[ERROR FileContent--proc-sys-net-bridge-bridge-nf-call-iptables]: /proc/sys/net/bridge/bridge-nf-call-iptables does not exist',
    ],
    [
      'v1.26.0',
      { ipForward: false },
      '[ERROR FileContent--proc-sys-net-ipv4-ip_forward]: /proc/sys/net/ipv4/ip_forward contents are not set to 1',
    ],
    [
      'v1.20.2',
      { swaps: ['/dev/sda2'] },
      '[ERROR Swap]: running with swap on is not supported. Please disable swap',
    ],
    ['v1.20.2', { cpus: 1 }, '[ERROR NumCPU]: the number of available CPUs 1 is less than the required 2'],
    ['v1.20.2', { memoryMb: 900 }, '[ERROR Mem]: the system RAM (900 MB) is less than the minimum 1700 MB'],
  ] as const)('%s refuses %o', (version, machine, text) => {
    expect(preflight(version, machine)).toContain(`\t${text}\n`);
  });

  it.each([
    ['v1.32.0', { missingPrograms: ['conntrack', 'crictl'] }],
    ['v1.36.0', { missingPrograms: ['iptables'] }],
    ['v1.20.2', { missingPrograms: ['losetup'] }],
    ['v1.30.14', { missingModules: ['br_netfilter'] }],
  ] as const)('%s has no need of what is missing in %o', (version, machine) => {
    expect(preflight(version, machine)).not.toContain('[ERROR');
  });
});
