import type { ExecutionEvent } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import { Archives } from '../../src/packages/archive.js';
import { armFaults, Simulation } from '../../src/index.js';
import { specToPrepare, unpreparedSimulation } from '../support/preparation.js';
import { mutations, run, starts } from '../support/run.js';
import { faultOf } from '../support/faults.js';

const KUBERNETES_URI = 'https://pkgs.k8s.io/core:/stable:/v1.26/deb/';

function preparations(events: readonly ExecutionEvent[]): readonly string[] {
  return mutations(events).filter((title) => title.startsWith('prepare '));
}

function strike(simulation: Simulation, text: string): void {
  const fault = faultOf(simulation.spec, text);
  armFaults(simulation, [fault]);
}

describe('a cluster of plain Debian hosts', () => {
  it('is prepared, all hosts at once, and becomes ready; the second run changes nothing', async () => {
    const simulation = unpreparedSimulation(specToPrepare());
    const first = await run(simulation);
    expect(first.result.status).toBe('ready');
    expect(preparations(first.events)).toHaveLength(6);
    const issuedAt = first.events.flatMap((event) =>
      event.type === 'command.issued' && event.title.startsWith('prepare ') ? [event.atMs] : [],
    );
    expect(new Set(issuedAt).size).toBe(1);
    const second = await run(simulation);
    expect(second.result.status).toBe('ready');
    expect(mutations(second.events)).toEqual([]);
  });

  it('gets only what the role of a host needs', async () => {
    const simulation = unpreparedSimulation(specToPrepare());
    await run(simulation);
    const query = (host: string): string =>
      simulation.shell(host, [
        'dpkg-query',
        '--show',
        '--showformat=${db:Status-Abbrev}${Package}\\n',
        'kubelet',
        'nginx',
        'etcd-client',
        'containerd',
      ]).stdout;
    expect(query('master1')).toBe('ii containerd\nii etcd-client\nhi kubelet\n');
    expect(query('node1')).toBe('ii containerd\nhi kubelet\n');
    expect(query('proxy')).toBe('ii nginx\n');
  });

  it('is not touched where the spec does not ask for it', async () => {
    const { preparation: _, ...spec } = specToPrepare();
    const simulation = unpreparedSimulation(spec);
    const { result, events } = await run(simulation);
    expect(result).toMatchObject({ status: 'blocked', reason: { code: 'host-unfit' } });
    expect(mutations(events)).toEqual([]);
  });
});

describe('a host that somebody has prepared', () => {
  it('is not changed', async () => {
    const { result, events } = await run(new Simulation({ spec: specToPrepare() }));
    expect(result.status).toBe('ready');
    expect(preparations(events)).toEqual([]);
    expect(starts(events, 'DEBIAN_FRONTEND=noninteractive')).toBe(0);
  });

  it.each<readonly [string, string, (simulation: Simulation) => void]>([
    [
      'package-state',
      'complete interrupted package work',
      (simulation) => {
        simulation.world.host('master2').disk.write('/var/lib/dpkg/updates/0001', '');
      },
    ],
    [
      'tools',
      'install the programs that the protocol calls',
      (simulation) => {
        simulation.world.host('master2').missingPrograms.add('etcdctl');
        forget(simulation, 'etcd-client');
      },
    ],
    [
      'hosts-file: a host that is missing',
      'name every host in /etc/hosts',
      (simulation) => {
        simulation.world.host('master2').disk.write('/etc/hosts', '127.0.0.1 localhost\n');
      },
    ],
    [
      'hosts-file: a host at another address',
      'name every host in /etc/hosts',
      (simulation) => {
        const { disk } = simulation.world.host('master2');
        disk.write('/etc/hosts', `${disk.text('/etc/hosts') ?? ''}10.9.9.9 node1\n`);
      },
    ],
    [
      'swap-off: in use',
      'switch swap off',
      (simulation) => {
        simulation.world
          .host('master2')
          .disk.write('/proc/swaps', 'Filename Type Size Used Priority\n/dev/zram0 partition 100 0 100\n');
      },
    ],
    [
      'swap-off: at boot',
      'switch swap off',
      (simulation) => {
        simulation.world.host('master2').disk.write('/etc/fstab', '/dev/sda5 none swap sw 0 0\n');
      },
    ],
    [
      'kernel-modules: not loaded',
      'load overlay and br_netfilter',
      (simulation) => {
        simulation.world.host('master2').disk.write('/proc/filesystems', 'nodev\tproc\n');
      },
    ],
    [
      'kernel-modules: not at boot',
      'load overlay and br_netfilter',
      (simulation) => {
        simulation.world.host('master2').disk.remove('/etc/modules-load.d/k8s.conf');
      },
    ],
    [
      'sysctls: live',
      'let bridged traffic be filtered and packets be forwarded',
      (simulation) => {
        simulation.world.host('master2').disk.write('/proc/sys/net/ipv4/ip_forward', '0\n');
      },
    ],
    [
      'sysctls: a later file wins',
      'let bridged traffic be filtered and packets be forwarded',
      (simulation) => {
        simulation.world.host('master2').disk.write('/etc/sysctl.d/local.conf', 'net.ipv4.ip_forward=0\n');
      },
    ],
    [
      'container-runtime',
      'install the container runtime',
      (simulation) => {
        const host = simulation.world.host('master2');
        host.missingPrograms.add('containerd');
        forget(simulation, 'containerd');
      },
    ],
    [
      'container-runtime-config: cgroups',
      'configure the container runtime for systemd cgroups',
      (simulation) => {
        simulation.world.host('master2').disk.remove('/etc/containerd/config.toml');
      },
    ],
    [
      'container-runtime-config: stopped',
      'configure the container runtime for systemd cgroups',
      (simulation) => {
        simulation.world.host('master2').units.get('containerd')?.stop();
      },
    ],
    [
      'kubernetes-packages: not held',
      'install and hold kubelet, kubeadm and kubectl',
      (simulation) => {
        simulation.shell('master2', ['apt-mark', 'unhold', 'kubelet']);
      },
    ],
    [
      'kubernetes-packages: gone',
      'install and hold kubelet, kubeadm and kubectl',
      (simulation) => {
        forget(simulation, 'kubeadm');
      },
    ],
  ])('has repaired what alone is missing: %s', async (_name, title, breakIt) => {
    const simulation = new Simulation({ spec: specToPrepare() });
    breakIt(simulation);
    const { result, events } = await run(simulation);
    expect(result.status).toBe('ready');
    const [only, ...others] = preparations(events);
    expect(others).toEqual([]);
    expect(only).toContain('prepare master2: ');
    expect(only).toContain(title);
  });

  it('has its load balancer installed when that alone is missing', async () => {
    const { result, events } = await run(unpreparedSimulation(specToPrepare(), ['proxy']));
    expect(result.status).toBe('ready');
    expect(preparations(events)).toEqual([
      'prepare proxy: name every host in /etc/hosts; install the load balancer',
    ]);
  });
});

describe('a preparation that goes wrong', () => {
  it.each([
    'package.unpacked/master1#2',
    'package.configured/master1#1',
    'package.unpacked/master1/package=kubelet',
  ])('is completed when apt is killed at %s', async (moment) => {
    const simulation = unpreparedSimulation(specToPrepare());
    strike(simulation, `kill:master1,apt-get@${moment}`);
    const { result, events } = await run(simulation);
    expect(result.status).toBe('ready');
    const ofMaster = preparations(events).filter((title) => title.startsWith('prepare master1'));
    expect(ofMaster).toHaveLength(2);
    expect(ofMaster[1]).toContain('complete interrupted package work');
  });

  it('goes on after a loss of power in the middle of apt', async () => {
    const simulation = unpreparedSimulation(specToPrepare());
    strike(simulation, 'power-off:master3@package.unpacked/master3#3');
    strike(simulation, 'power-on:master3@package.unpacked/master3#3+60s');
    const { result, events } = await run(simulation);
    expect(result.status).toBe('ready');
    expect(preparations(events).filter((title) => title.startsWith('prepare master3'))).toHaveLength(2);
  });

  it('is blocked with what apt said, and what it offers, when a version is nowhere', async () => {
    const simulation = unpreparedSimulation(specToPrepare('{ kubernetesPackages: { version: 1.26.9-* } }'));
    const { result, events } = await run(simulation);
    expect(result).toMatchObject({ status: 'blocked', reason: { code: 'host-unprepared' } });
    const evidence =
      result.status === 'blocked' ? result.reason.evidence.map((one) => one.evidence).join('\n') : '';
    expect(evidence).toContain("E: Version '1.26.9-*' for 'kubeadm' was not found");
    expect(evidence).toContain('the package archives of this host offer 1.26.3-1.1, 1.26.2-1.1');
    expect(starts(events, 'kubeadm init')).toBe(0);
  });

  it('is blocked, after as many attempts as the budget has, while the mirror is away', async () => {
    const spec = specToPrepare();
    const simulation = unpreparedSimulation(spec);
    Archives.of(simulation.world).setReachable(KUBERNETES_URI, false);
    const { result, events } = await run(simulation);
    expect(result).toMatchObject({ status: 'blocked', reason: { code: 'host-unprepared' } });
    const ofMaster = preparations(events).filter((title) => title.startsWith('prepare master1'));
    expect(ofMaster).toHaveLength(spec.budgets.joinAttempts);
  });

  it('of a worker stops nobody but that worker', async () => {
    const simulation = unpreparedSimulation(specToPrepare());
    simulation.world.host('node2').disk.write('/etc/apt/sources.list', '');
    const { result, events } = await run(simulation);
    expect(result).toMatchObject({ status: 'blocked', reason: { code: 'host-unprepared' } });
    expect(result.status === 'blocked' && result.reason.summary).toContain('node2');
    expect(mutations(events)).toContain('join master3 to the control plane');
    expect(mutations(events)).toContain('join node1 as a worker');
    expect(mutations(events)).not.toContain('join node2 as a worker');
  });

  it('is never begun on a system whose packages nobody knows here', async () => {
    const simulation = unpreparedSimulation(specToPrepare());
    simulation.world
      .host('master1')
      .disk.write(
        '/etc/os-release',
        'ID="rocky"\nID_LIKE="rhel centos fedora"\nPRETTY_NAME="Rocky Linux 9"\n',
      );
    const { result, events } = await run(simulation);
    expect(result).toMatchObject({ status: 'blocked', reason: { code: 'host-unprepared' } });
    expect(JSON.stringify(result)).toContain('Rocky Linux 9');
    expect(preparations(events).filter((title) => title.startsWith('prepare master1'))).toEqual([]);
  });
});

describe('hosts that come later', () => {
  it('prepares a master before it joins a cluster that runs', async () => {
    const spec = specToPrepare();
    const simulation = unpreparedSimulation(spec, ['master3']);
    const without = { ...spec, hosts: spec.hosts.filter(({ name }) => name !== 'master3') };
    expect((await run(simulation, { spec: without })).result.status).toBe('ready');
    const { result, events } = await run(simulation);
    expect(result.status).toBe('ready');
    const changes = mutations(events);
    expect(changes.findIndex((title) => title.startsWith('prepare master3'))).toBeGreaterThanOrEqual(0);
    expect(changes.indexOf('join master3 to the control plane')).toBeGreaterThan(
      changes.findIndex((title) => title.startsWith('prepare master3')),
    );
  });
});

describe('an archive of your own', () => {
  it('is used instead of the public one, with its key inline', async () => {
    const key = '-----BEGIN PGP PUBLIC KEY BLOCK-----\\n\\nmirror\\n-----END PGP PUBLIC KEY BLOCK-----\\n';
    const spec = specToPrepare(
      `{ repository: { uri: "http://mirror.lan/k8s", suite: stable, components: [main], key: "${key}" } }`,
    );
    const simulation = unpreparedSimulation(spec);
    const archives = Archives.of(simulation.world);
    const published = archives.at(KUBERNETES_URI);
    if (published === undefined) throw new Error('no archive');
    archives.publish('http://mirror.lan/k8s', {
      packages: published.packages,
      key: { url: 'http://mirror.lan/key', text: key.replaceAll('\\n', '\n'), id: 'CAFE' },
    });
    archives.setReachable(KUBERNETES_URI, false);
    const { result, events } = await run(simulation);
    expect(result.status).toBe('ready');
    expect(starts(events, 'curl -fsSL')).toBe(0);
  });
});

/** As if the package had never been there. */
function forget(simulation: Simulation, name: string): void {
  const { disk } = simulation.world.host('master2');
  const status = disk.text('/var/lib/dpkg/status') ?? '';
  const kept = status.split('\n\n').filter((paragraph) => !paragraph.includes(`Package: ${name}\n`));
  disk.write('/var/lib/dpkg/status', kept.join('\n\n'));
}
