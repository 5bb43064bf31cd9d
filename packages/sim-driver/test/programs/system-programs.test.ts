import { describe, expect, it } from 'vitest';
import { seconds } from '../../src/engine/scheduler.js';
import { sleep } from '../../src/engine/task.js';
import type { Host } from '../../src/host/host.js';
import type { Program } from '../../src/host/process.js';
import { nginx } from '../../src/load-balancer/nginx.js';
import { installKubelet } from '../../src/kubernetes/kubelet/kubelet-unit.js';
import { kubernetesPrograms } from '../../src/kubernetes/programs.js';
import { systemPrograms } from '../../src/programs/programs.js';
import { World } from '../../src/world/world.js';

/** Goes on until somebody ends it. */
const endless: Program = function* () {
  yield* sleep(seconds(3600));
  return 0;
};
const programs = { ...kubernetesPrograms, ...systemPrograms };
const START_US = 1_795_380_000_123_456;

function oneHost(): {
  readonly host: Host;
  readonly run: (line: string | readonly string[]) => { code: number; stdout: string; stderr: string };
} {
  const world = new World({ seed: 1, startUs: START_US, programs });
  const host = world.addHost({
    name: 'master1',
    addresses: ['10.0.2.15', '192.168.56.5'],
    machineId: 'm',
    productUuid: 'p',
    software: { kubelet: 'v1.26.0', containerd: '1.6.20' },
  });
  const run = (line: string | readonly string[]) => {
    const argv = typeof line === 'string' ? line.split(' ') : line;
    const program = programs[argv[0] ?? ''];
    if (program === undefined) throw new Error(`no program ${argv.join(' ')}`);
    const process = host.spawn(argv, program);
    while (process.alive && world.scheduler.step());
    const status = process.exited.value;
    return {
      code: status?.kind === 'exit' ? status.code : -1,
      stdout: process.stdout,
      stderr: process.stderr,
    };
  };
  return { host, run };
}

describe('facts of a host', () => {
  it('are printed as the real programs print them', () => {
    const { host, run } = oneHost();
    host.clockOffsetUs = 1e6;
    expect(run('hostname').stdout).toBe('master1\n');
    expect(run('date +%s%3N').stdout).toBe('1795380001123\n');
    expect(run('date +%s').stdout).toBe('1795380001\n');
    expect(run('kubelet --version').stdout).toBe('Kubernetes v1.26.0\n');
    expect(run('containerd --version').stdout).toContain(' 1.6.20\n');
    expect(
      run('ip -4 -o addr show')
        .stdout.split('\n')
        .map((line) => line.slice(0, 32)),
    ).toEqual([
      '1: lo    inet 127.0.0.1/8 scope ',
      '2: eth0    inet 10.0.2.15/24 sco',
      '3: eth1    inet 192.168.56.5/24 ',
      '',
    ]);
  });

  it('finds a process by its whole command line, and never itself', () => {
    const { host, run } = oneHost();
    const found = (): string => run(['pgrep', '-x', '-f', '([^ ]*/)?kubeadm (init|join)( .*)?']).stdout;
    const begin = (...argv: readonly string[]) => host.spawn(argv, endless);
    begin('kubeadm', 'token', 'list');
    expect(found()).toBe('');
    const joining = begin('/usr/bin/kubeadm', 'join', '--config', '/run/quorate/join.yaml');
    begin('sh', '-c', 'kubeadm join');
    expect(found()).toBe(`${String(joining.pid)}\n`);
  });

  it('include processes and listeners', () => {
    const { host, run } = oneHost();
    expect(run('pgrep -x nginx')).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(run('ss -Hltn').stdout).toBe('');
    host.disk.write('/etc/nginx/nginx.conf', 'stream { server { listen 6443; proxy_pass 10.0.0.1:6443; } }');
    const process = host.spawn(['/usr/sbin/nginx'], nginx);
    expect(run('pgrep -x nginx').stdout).toBe(`${String(process.pid)}\n`);
    expect(run('ss -Hltn').stdout.trim().split(/\s+/)).toEqual([
      'LISTEN',
      '0',
      '128',
      '0.0.0.0:6443',
      '0.0.0.0:*',
    ]);
  });
});

describe('what a host can be asked about itself', () => {
  it('is who listens, with the name of the process for root', () => {
    const { host, run } = oneHost();
    host.disk.write('/etc/nginx/nginx.conf', 'stream { server { listen 6443; proxy_pass 10.0.0.1:6443; } }');
    const { pid } = host.spawn(['/usr/sbin/nginx'], nginx);
    expect(run('ss -H -ltnp').stdout.trim().split(/\s+/)).toEqual([
      'LISTEN',
      '0',
      '128',
      '0.0.0.0:6443',
      '0.0.0.0:*',
      `users:(("nginx",pid=${String(pid)},fd=3))`,
    ]);
  });

  it('is which programs it has, silently about the others', () => {
    const { host, run } = oneHost();
    expect(run('which ss conntrack')).toEqual({
      code: 0,
      stdout: '/usr/bin/ss\n/usr/sbin/conntrack\n',
      stderr: '',
    });
    host.missingPrograms.add('conntrack');
    expect(run('which conntrack mount nonsense')).toEqual({
      code: 1,
      stdout: '/usr/bin/mount\n',
      stderr: '',
    });
  });

  it('is the beginning of files, each under its name', () => {
    const { host, run } = oneHost();
    host.disk.write('/proc/a', '1\n2\n3\n');
    host.disk.write('/proc/b', '4\n');
    expect(run('head -n 2 /proc/a /proc/none /proc/b')).toEqual({
      code: 1,
      stdout: '==> /proc/a <==\n1\n2\n\n==> /proc/b <==\n4\n',
      stderr: "head: cannot open '/proc/none' for reading: No such file or directory\n",
    });
    expect(run('head -n 1 /proc/a').stdout).toBe('1\n');
  });
});

describe('files', () => {
  it('finds and deletes what is below a directory, and leaves the directory', () => {
    const { host, run } = oneHost();
    host.disk.write('/etc/cni/net.d/10-x.conflist', '{}');
    host.disk.write('/etc/cni/other', '');
    expect(run('find /etc/cni/net.d -mindepth 1 -delete')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(host.disk.filesBelow('/etc/cni')).toEqual(['/etc/cni/other']);
    expect(host.disk.isDirectory('/etc/cni/net.d')).toBe(true);
    expect(run('find /nowhere -mindepth 1 -delete')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'find: ‘/nowhere’: No such file or directory\n',
    });
  });

  it('are found, also beside paths that do not exist', () => {
    const { host, run } = oneHost();
    host.disk.write('/etc/kubernetes/pki/ca.crt', 'x');
    host.disk.write('/etc/kubernetes/admin.conf', 'x');
    expect(run('find /etc/kubernetes /var/lib/etcd/member -type f')).toEqual({
      code: 1,
      stdout: '/etc/kubernetes/admin.conf\n/etc/kubernetes/pki/ca.crt\n',
      stderr: 'find: ‘/var/lib/etcd/member’: No such file or directory\n',
    });
  });

  it('are found behind a link that is named only with -H', () => {
    const { host, run } = oneHost();
    const link = '/var/lib/kubelet/pki/kubelet-client-current.pem';
    host.disk.write(link, 'x');
    expect(run(`find ${link} -type f`)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(run(`find -H ${link} -type f`).stdout).toBe(`${link}\n`);
  });

  it('are shown, listed and removed', () => {
    const { host, run } = oneHost();
    host.disk.write('/a/b.txt', 'hello\n');
    expect(run('cat /a/b.txt').stdout).toBe('hello\n');
    expect(run('cat /a/c.txt')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'cat: /a/c.txt: No such file or directory\n',
    });
    expect(run('ls /a').stdout).toBe('b.txt\n');
    expect(run('ls /none')).toEqual({
      code: 2,
      stdout: '',
      stderr: "ls: cannot access '/none': No such file or directory\n",
    });
    expect(run('mkdir -p /a/d/e').code).toBe(0);
    expect(run('rm /a').stderr).toBe("rm: cannot remove '/a': Is a directory\n");
    expect(run('rm -rf /a /none').code).toBe(0);
    expect(host.disk.exists('/a/d/e')).toBe(false);
  });
});

describe('systemctl', () => {
  it('drives units with the outputs and exit codes of systemd', () => {
    const { host, run } = oneHost();
    installKubelet(host);
    expect(run('systemctl is-active kubelet')).toEqual({ code: 3, stdout: 'activating\n', stderr: '' });
    expect(run('systemctl is-enabled kubelet').stdout).toBe('enabled\n');
    run('systemctl stop kubelet');
    expect(run('systemctl is-active kubelet').stdout).toBe('inactive\n');
    run('systemctl disable kubelet');
    expect(run('systemctl is-enabled kubelet')).toEqual({ code: 1, stdout: 'disabled\n', stderr: '' });
    expect(run('systemctl enable --now kubelet').code).toBe(0);
    expect(run('systemctl is-active kubelet').stdout).toBe('activating\n');
    expect(run('systemctl is-active docker')).toEqual({ code: 3, stdout: 'inactive\n', stderr: '' });
    expect(run('systemctl start docker')).toEqual({
      code: 5,
      stdout: '',
      stderr: 'Failed to start docker.service: Unit docker.service not found.\n',
    });
    expect(run('systemctl reload kubelet').code).toBe(1);
    expect(run('systemctl daemon-reload').code).toBe(0);
  });
});
