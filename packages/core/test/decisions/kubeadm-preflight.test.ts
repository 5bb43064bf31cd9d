import { describe, expect, it } from 'vitest';
import {
  isWaived,
  portsToBeFree,
  requiredPrograms,
  runtimeSocketPaths,
} from '../../src/decisions/kubeadm-preflight.js';
import { hostNamed } from '../../src/index.js';
import { specOf } from '../protocol/spec-of.js';

const spec = specOf(1, 1);
const released = (minor: number) => ({ ...spec, kubernetesVersion: `v1.${minor}.0` });

describe("kubeadm's preflight", () => {
  it('wants the ports of what will run on a host to be free', () => {
    expect(portsToBeFree(hostNamed(spec, 'master1'))).toEqual([6443, 2379, 2380, 10_250, 10_257, 10_259]);
    expect(portsToBeFree(hostNamed(spec, 'node1'))).toEqual([10_250]);
    expect(portsToBeFree(hostNamed(spec, 'proxy'))).toEqual([]);
  });

  it.each([
    [30, ['crictl', 'conntrack', 'ip', 'iptables', 'mount', 'nsenter']],
    [31, ['conntrack', 'ip', 'iptables', 'mount', 'nsenter']],
    [32, ['ip', 'iptables', 'mount', 'nsenter']],
    [34, ['ip', 'iptables', 'mount', 'nsenter']],
    [35, ['losetup', 'mount', 'cp']],
  ])('of 1.%i wants programs that it names', (minor, programs) => {
    expect(requiredPrograms(released(minor))).toEqual(programs);
  });

  it('looks for the shim for Docker as long as the kubelet has one', () => {
    const others = ['/run/containerd/containerd.sock', '/var/run/crio/crio.sock'];
    expect(runtimeSocketPaths(released(23))).toEqual([...others, '/var/run/docker.sock']);
    expect(runtimeSocketPaths(released(24))).toEqual([...others, '/run/cri-dockerd.sock']);
  });

  it('takes the one socket that it is told, with or without its scheme', () => {
    for (const criSocket of ['unix:///run/other.sock', '/run/other.sock'])
      expect(runtimeSocketPaths({ ...spec, criSocket })).toEqual(['/run/other.sock']);
    expect(runtimeSocketPaths({ ...spec, criSocket: '/run/unix://odd.sock' })).toEqual([
      '/run/unix://odd.sock',
    ]);
  });

  it('is waived by the name of a check, or by all, in any case of letters', () => {
    const waives = (...ignorePreflightErrors: string[]) =>
      isWaived({ ...spec, ignorePreflightErrors }, 'NumCPU');
    expect(waives('numcpu')).toBe(true);
    expect(waives('ALL')).toBe(true);
    expect(waives('Mem', 'all')).toBe(true);
    expect(waives('Mem')).toBe(false);
    expect(waives()).toBe(false);
  });
});
