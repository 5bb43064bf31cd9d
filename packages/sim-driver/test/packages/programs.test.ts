import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../src/index.js';
import { specToPrepare, unpreparedSimulation } from '../support/preparation.js';

function plainHost(): Simulation {
  return unpreparedSimulation(specToPrepare(), ['node1']);
}

/** Texts of apt 2.6.1, dpkg 1.21.22 and GNU sed 4.9 on Debian 12, in the C locale. */
describe('the package programs of a plain Debian', () => {
  it('know what an archive offers only after its list was fetched', () => {
    const simulation = plainHost();
    const madison = ['apt-cache', 'madison', 'containerd', 'nosuch'];
    expect(simulation.shell('node1', madison)).toMatchObject({ code: 0, stdout: '' });
    expect(simulation.shell('node1', ['apt-get', 'update']).code).toBe(0);
    expect(simulation.shell('node1', madison)).toMatchObject({
      code: 0,
      stdout:
        'containerd | 1.6.20~ds1-1+deb12u3 | http://deb.debian.org/debian bookworm/main amd64 Packages\n',
    });
  });

  it('refuse what is not there as apt does', () => {
    const simulation = plainHost();
    simulation.shell('node1', ['apt-get', 'update']);
    expect(simulation.shell('node1', ['apt-get', 'install', '-y', 'nosuchpkg'])).toMatchObject({
      code: 100,
      stderr: 'E: Unable to locate package nosuchpkg\n',
    });
    expect(simulation.shell('node1', ['apt-get', 'install', '-y', 'curl=99-*'])).toMatchObject({
      code: 100,
      stderr: "E: Version '99-*' for 'curl' was not found\n",
    });
    expect(simulation.shell('node1', ['apt-mark', 'hold', 'nosuchpkg'])).toMatchObject({
      code: 100,
      stderr: 'E: Unable to locate package nosuchpkg\nE: No packages found\n',
    });
    const query = [
      'dpkg-query',
      '--show',
      '--showformat=${db:Status-Abbrev} ${Package} ${Version}\\n',
      'kmod',
      'nginx',
    ];
    expect(simulation.shell('node1', query)).toMatchObject({
      code: 1,
      stdout: 'ii  kmod 30+20221128-1\n',
      stderr: 'dpkg-query: no packages found matching nginx\n',
    });
  });

  it('bring programs and services, and take time for it', () => {
    const simulation = plainHost();
    simulation.shell('node1', ['apt-get', 'update']);
    expect(simulation.shell('node1', ['containerd', '--version']).code).toBe(127);
    const install = simulation.shell('node1', ['apt-get', 'install', '-y', 'containerd']);
    expect(install.code).toBe(0);
    expect(install.tookMs).toBeGreaterThan(3_000);
    expect(simulation.shell('node1', ['containerd', '--version']).code).toBe(0);
    expect(simulation.shell('node1', ['systemctl', 'is-active', 'containerd']).stdout).toBe('active\n');
  });

  it('leave an interrupted dpkg behind when they are killed, and go on after dpkg --configure -a', () => {
    const simulation = plainHost();
    simulation.shell('node1', ['apt-get', 'update']);
    const host = simulation.world.host('node1');
    const program = simulation.world.programs['apt-get'];
    if (program === undefined) throw new Error('no apt-get');
    const install = host.spawn(['apt-get', 'install', '-y', 'containerd'], program);
    simulation.advance(3_500);
    host.kill(install, 'SIGKILL');
    expect(simulation.shell('node1', ['apt-get', 'install', '-y', 'curl'])).toMatchObject({
      code: 100,
      stderr:
        "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. \n",
    });
    expect(simulation.shell('node1', ['dpkg', '--audit']).stdout).toContain(' containerd\n');
    expect(simulation.shell('node1', ['dpkg', '--configure', '-a']).code).toBe(0);
    expect(simulation.shell('node1', ['dpkg', '--audit']).stdout).toBe('');
    expect(simulation.shell('node1', ['apt-get', 'install', '-y', 'curl']).code).toBe(0);
  });

  it('wait for each other as long as they are told, and then name who holds the lock', () => {
    const simulation = plainHost();
    simulation.shell('node1', ['apt-get', 'update']);
    const host = simulation.world.host('node1');
    const program = simulation.world.programs['apt-get'];
    if (program === undefined) throw new Error('no apt-get');
    const first = host.spawn(['apt-get', 'install', '-y', 'containerd'], program);
    expect(simulation.shell('node1', ['apt-get', 'install', '-y', 'curl'])).toMatchObject({
      code: 100,
      stderr: `E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process ${String(first.pid)} (apt-get)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?\n`,
    });
    const patient = ['apt-get', '-o', 'DPkg::Lock::Timeout=60', 'install', '-y', 'curl'];
    expect(simulation.shell('node1', patient).code).toBe(0);
    expect(first.alive).toBe(false);
  });

  it('kubeadm and kubelet are not found before they are installed', () => {
    const simulation = plainHost();
    expect(simulation.shell('node1', ['kubeadm', 'version'])).toMatchObject({
      code: 127,
      stderr: 'kubeadm: command not found\n',
    });
  });
});

describe('sed', () => {
  it('deletes, substitutes and leaves alone, as the real one does', () => {
    const simulation = plainHost();
    const { disk } = simulation.world.host('node1');
    disk.write('/tmp/f', '10.0.0.9 node1\n192.168.56.8 node11\n1.1.1.1 old # mark');
    const scripts = ['/# mark$/d', '$a\\', '/^\\s*(#|192\\.168\\.56\\.8\\s)/!s/^.*\\snode1(\\s.*)?$/# &/'];
    const argv = ['sed', '-i', '-E', ...scripts.flatMap((script) => ['-e', script]), '/tmp/f'];
    expect(simulation.shell('node1', argv).code).toBe(0);
    expect(disk.text('/tmp/f')).toBe('# 10.0.0.9 node1\n192.168.56.8 node11\n');
  });
});
