import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/host/host.js';
import { installContainerd } from '../../src/packages/containerd-unit.js';
import { Lab } from './lab.js';

const SOCKET = '/run/containerd/containerd.sock';

function oneMaster(version?: string): { readonly lab: Lab; readonly host: Host; readonly join: string } {
  const lab = new Lab({ masters: 1, workers: 1, ...(version === undefined ? {} : { version }) });
  const host = lab.host('master1');
  installContainerd(host);
  host.disk.write('/etc/cni/net.d/10-lab.conflist', '{}');
  const init = lab.run('master1', lab.initLine());
  expect(init.code).toBe(0);
  lab.pass(60);
  return { lab, host, join: lab.joinLine(init.stdout) };
}

function ready(lab: Lab): string {
  const { stdout } = lab.kubectl('master1', 'get node master1 -o json');
  const node: { status: { conditions: { type: string; message: string }[] } } = JSON.parse(stdout);
  return node.status.conditions.find(({ type }) => type === 'Ready')?.message ?? '';
}

describe('a container runtime that does not answer', () => {
  it.each([
    ['v1.20.2', '[ERROR CRI]: container runtime is not running'],
    ['v1.34.1', '[ERROR CRI]: could not connect to the container runtime'],
  ])('is an error to a join with %s', (version, text) => {
    const { lab, join } = oneMaster(version);
    lab.host('node1').disk.remove(SOCKET);
    const { code, stderr } = lab.run('node1', join);
    expect(code).toBe(1);
    expect(stderr).toContain(text);
  });

  it('makes the Node not ready after half a minute, until it is back', () => {
    const { lab, host } = oneMaster();
    expect(ready(lab)).toBe('kubelet is posting ready status');
    host.units.get('containerd')?.stop();
    lab.pass(20);
    expect(ready(lab)).toBe('kubelet is posting ready status');
    lab.pass(30);
    expect(ready(lab)).toBe('container runtime is down');
    host.units.get('containerd')?.start();
    lab.pass(15);
    expect(ready(lab)).toBe('kubelet is posting ready status');
  });

  it('starts no container again, and the others run on', () => {
    const { lab, host } = oneMaster();
    host.units.get('containerd')?.stop();
    for (const process of host.processesNamed('kube-scheduler')) host.kill(process, 'SIGKILL');
    lab.pass(60);
    expect(host.processesNamed('kube-scheduler')).toHaveLength(0);
    expect(host.processesNamed('etcd')).toHaveLength(1);
    expect(lab.run('master1', 'journalctl --unit=kubelet').stdout).toContain(
      'containerd.sock: connect: no such file or directory',
    );
    host.units.get('containerd')?.start();
    lab.pass(60);
    expect(host.processesNamed('kube-scheduler')).toHaveLength(1);
  });

  it('lets a reset end well, with a warning and its containers left', () => {
    const { lab, host } = oneMaster();
    host.units.get('containerd')?.stop();
    const { code, stderr } = lab.run('master1', 'kubeadm reset -f');
    expect(code).toBe(0);
    expect(stderr).toContain('[reset] Failed to remove containers: ');
    expect(host.processesNamed('kube-apiserver')).toHaveLength(1);
    expect(lab.run('master1', 'crictl ps').code).toBe(1);
    host.units.get('containerd')?.start();
    expect(lab.run('master1', 'crictl ps').stdout).toContain('kube-apiserver');
    expect(lab.run('master1', 'kubeadm reset -f').stderr).not.toContain('Failed to remove containers');
    expect(host.processesNamed('kube-apiserver')).toHaveLength(0);
  });
});

describe('several container runtimes', () => {
  const CRIO = '/var/run/crio/crio.sock';

  it.each([
    [
      'v1.20.2',
      `Found multiple CRI sockets, please use --cri-socket to select one: ${SOCKET}, ${CRIO}\n`,
      SOCKET,
    ],
    [
      'v1.34.1',
      "found multiple CRI endpoints on the host. Please define which one do you wish to use by setting the 'criSocket' field in the " +
        `kubeadm configuration file: unix:///var${SOCKET}, unix://${CRIO}\n`,
      `unix:///var${SOCKET}`,
    ],
  ])('end init, join and reset with %s, unless one is named', (version, text, named) => {
    const { lab, join } = oneMaster(version);
    const worker = lab.host('node1');
    worker.disk.write(CRIO, '');
    for (const line of [join, lab.initLine(), 'kubeadm reset -f']) {
      const { code, stderr } = lab.run('node1', line);
      expect(code).toBe(1);
      expect(stderr).toContain(text);
    }
    expect(lab.run('node1', `kubeadm reset -f --cri-socket=${named}`).code).toBe(0);
    expect(lab.run('node1', `${join} --cri-socket=${named}`).code).toBe(0);
  });

  it('are one where Docker brings containerd along', () => {
    const lab = new Lab({ masters: 1, workers: 0 });
    lab.host('master1').disk.write('/var/run/docker.sock', '');
    expect(lab.run('master1', lab.initLine()).stderr).not.toContain('multiple');
  });
});

describe('the unit containerd', () => {
  it('takes its socket along, and is started again five seconds after a kill', () => {
    const lab = new Lab({ masters: 1, workers: 0 });
    const host = lab.host('master1');
    const unit = installContainerd(host);
    for (const process of host.processesNamed('containerd')) host.kill(process, 'SIGKILL');
    expect(host.disk.exists(SOCKET)).toBe(false);
    lab.pass(6);
    expect(unit.state()).toBe('active');
    expect(host.disk.exists(SOCKET)).toBe(true);
    unit.stop();
    expect(host.disk.exists(SOCKET)).toBe(false);
  });
});
