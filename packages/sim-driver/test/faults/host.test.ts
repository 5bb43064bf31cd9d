import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../src/index.js';
import { etcdMembers } from '../../src/index.js';
import { cluster, dialled, laboratory, run, step, strike } from './laboratory.js';

const INIT = [
  'kubeadm',
  'init',
  '--control-plane-endpoint=192.168.56.5:6443',
  '--apiserver-advertise-address=192.168.56.5',
];
const PKI = '/etc/kubernetes/pki';
const ETCDCTL = [
  'etcdctl',
  '--endpoints=https://127.0.0.1:2379',
  `--cacert=${PKI}/etcd/ca.crt`,
  `--cert=${PKI}/etcd/server.crt`,
  `--key=${PKI}/etcd/server.key`,
];

function members(simulation: Simulation): readonly string[] {
  return etcdMembers(simulation.world)
    .filter(({ ready }) => ready)
    .map(({ host }) => host);
}

function leader(simulation: Simulation): string {
  return etcdMembers(simulation.world).find(({ role }) => role === 'leader')?.host ?? '';
}

function put(simulation: Simulation, host: string) {
  return simulation.shell(host, [...ETCDCTL, 'put', 'key', 'value']);
}

describe('power', () => {
  it('power-off: the disk stays, and of two the second one to end switches it on', async () => {
    const simulation = await cluster();
    const host = simulation.world.host('master2');
    const [first, second] = [
      strike(simulation, 'power-off:master2'),
      strike(simulation, 'power-off:master2'),
    ];
    expect([host.power, host.processes.size]).toEqual(['off', 0]);
    expect(host.disk.exists('/etc/kubernetes/admin.conf')).toBe(true);
    first();
    expect(host.power).toBe('off');
    second();
    simulation.advance(60_000);
    expect(members(simulation)).toContain('master2');
  });

  it('power-on ends them all', () => {
    const simulation = laboratory();
    const cure = strike(simulation, 'power-off:master2');
    strike(simulation, 'power-off:master2');
    strike(simulation, 'power-on:master2');
    expect(simulation.world.host('master2').power).toBe('on');
    strike(simulation, 'power-off:master2');
    cure();
    expect(simulation.world.host('master2').power).toBe('off');
  });

  it('reboot: all processes are new; without power there is none', async () => {
    const simulation = await cluster();
    strike(simulation, 'reboot:master2');
    expect(members(simulation)).not.toContain('master2');
    simulation.advance(60_000);
    expect(members(simulation)).toContain('master2');
    strike(simulation, 'power-off:master2');
    strike(simulation, 'reboot:master2');
    expect(simulation.world.host('master2').power).toBe('off');
  });

  it('wipe: the disk is new, and neither full nor slow', async () => {
    const simulation = await cluster();
    strike(simulation, 'disk-full:master2');
    strike(simulation, 'slow-fsync:master2,300ms');
    strike(simulation, 'wipe:master2');
    const { disk } = simulation.world.host('master2');
    expect(disk.exists('/etc/kubernetes')).toBe(false);
    expect([disk.condition.full, disk.condition.syncUs]).toEqual([false, 0]);
  });

  it('hang: nothing runs and nobody is answered, then all goes on in the same processes', async () => {
    const simulation = await cluster();
    const host = simulation.world.host('master2');
    const before = [...host.processes.keys()];
    const cure = strike(simulation, 'hang:master2');
    expect(dialled(simulation, 'master1', 'master2', 6443)).toBe('timed-out');
    const outcome = await step(simulation, 'master2', run(['hostname']));
    expect(outcome).toMatchObject({ kind: 'failed', cause: { kind: 'unreachable' } });
    simulation.advance(120_000);
    expect(host.processes.size).toBe(before.length);
    cure();
    simulation.advance(60_000);
    expect(members(simulation)).toContain('master2');
    expect([...host.processes.keys()]).toEqual(expect.arrayContaining([before[0]]));
    expect(dialled(simulation, 'master1', 'master2', 6443)).toBe('connected');
  });

  it('hang: the loss of power ends it', async () => {
    const simulation = await cluster();
    const cure = strike(simulation, 'hang:master2');
    strike(simulation, 'reboot:master2');
    simulation.advance(60_000);
    expect(members(simulation)).toContain('master2');
    cure();
    expect(simulation.world.host('master2').hung).toBe(false);
  });
});

describe('clocks', () => {
  const date = (simulation: Simulation): number =>
    Number(simulation.shell('master2', ['date', '+%s%3N']).stdout) - simulation.nowMs();

  it('move-clock: jumps, and back', () => {
    const simulation = laboratory();
    const cure = strike(simulation, 'move-clock:master2,-3h');
    expect(date(simulation)).toBe(-3 * 3_600_000);
    cure();
    expect(date(simulation)).toBe(0);
  });

  it('drift-clock: gains with time, two add up, and each is set right by itself', () => {
    const simulation = laboratory();
    const cure = strike(simulation, 'drift-clock:master2,10m');
    expect(date(simulation)).toBe(0);
    simulation.advance(1_800_000);
    expect(date(simulation)).toBe(300_000);
    const other = strike(simulation, 'drift-clock:master2,-20m');
    simulation.advance(1_800_000);
    expect(date(simulation)).toBe(0);
    cure();
    expect(date(simulation)).toBe(-600_000);
    other();
    expect(date(simulation)).toBe(0);
  });
});

describe('disks', () => {
  it('disk-full: kubeadm fails where it writes, and works after the cure', () => {
    const simulation = laboratory();
    const cure = strike(simulation, 'disk-full:master1');
    simulation.world.host('master1').disk.removeTree('/var/lib/containerd');
    const failed = simulation.shell('master1', [...INIT, '--ignore-preflight-errors=ImagePull']);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain(
      'error execution phase certs/ca: open /etc/kubernetes/pki/ca.key: no space left on device',
    );
    cure();
    expect(simulation.shell('master1', INIT).code).toBe(0);
  });

  it('disk-full: files on the disk cannot be written, those in memory can', async () => {
    const simulation = laboratory();
    strike(simulation, 'disk-full:master1');
    const file = (path: string) =>
      ({ kind: 'write-file', path, mode: 0o600, content: ['x'], timeoutMs: 5_000 }) as const;
    expect(await step(simulation, 'master1', file('/etc/hosts.new'))).toMatchObject({
      kind: 'failed',
      cause: { kind: 'io', detail: '/etc/hosts.new: No space left on device' },
    });
    expect((await step(simulation, 'master1', file('/run/quorate/join.yaml'))).kind).toBe('succeeded');
    expect(simulation.shell('master1', ['tee', '/etc/motd']).stderr).toContain('No space left on device');
  });

  it('disk-full: a member that has something to write ends, and comes back after the last cure', async () => {
    const simulation = await cluster();
    const [first, second] = [
      strike(simulation, 'disk-full:master2'),
      strike(simulation, 'disk-full:master2'),
    ];
    expect(put(simulation, 'master1').code).toBe(0);
    simulation.advance(1_000);
    expect(members(simulation)).not.toContain('master2');
    first();
    simulation.advance(60_000);
    expect(members(simulation)).not.toContain('master2');
    second();
    simulation.advance(180_000);
    expect(members(simulation)).toContain('master2');
  });

  it('slow-fsync: a write waits for the disk of the leader', async () => {
    const simulation = await cluster();
    const usual = put(simulation, leader(simulation)).tookMs;
    const cure = strike(simulation, `slow-fsync:${leader(simulation)},300ms`);
    expect(put(simulation, leader(simulation)).tookMs).toBeGreaterThanOrEqual(usual + 250);
    cure();
    expect(put(simulation, leader(simulation)).tookMs).toBeLessThan(usual + 250);
  });

  it('slow-fsync: a leader whose disk takes longer than an election does not keep its followers', async () => {
    const simulation = await cluster();
    const before = leader(simulation);
    strike(simulation, `slow-fsync:${before},3s`);
    put(simulation, before);
    simulation.advance(20_000);
    expect(leader(simulation)).not.toBe(before);
  });
});

describe('identity', () => {
  it('same-hostname: what hostname says, until the cure', () => {
    const simulation = laboratory();
    const cure = strike(simulation, 'same-hostname:master3,master1');
    expect(simulation.shell('master3', ['hostname']).stdout).toBe('master1\n');
    cure();
    expect(simulation.shell('master3', ['hostname']).stdout).toBe('master3\n');
  });

  it('same-machine-id: both ids are those of the other host, until the cure', () => {
    const simulation = laboratory();
    const ids = (host: string): string =>
      simulation.shell(host, ['cat', '/etc/machine-id', '/sys/class/dmi/id/product_uuid']).stdout;
    const own = ids('master3');
    const cure = strike(simulation, 'same-machine-id:master3,master1');
    expect(ids('master3')).toBe(ids('master1'));
    cure();
    expect(ids('master3')).toBe(own);
  });

  it('lose-address: it is not there, nobody reaches it, and nothing can listen on it', async () => {
    const simulation = await cluster();
    const cure = strike(simulation, 'lose-address:master2');
    expect(simulation.shell('master2', ['ip', '-4', '-o', 'addr', 'show']).stdout).not.toContain(
      '192.168.56.6',
    );
    expect(readiness(simulation)).toBe(7);
    strike(simulation, 'kill:master2,etcd');
    simulation.advance(60_000);
    expect(members(simulation)).not.toContain('master2');
    cure();
    simulation.advance(180_000);
    expect(members(simulation)).toContain('master2');
    expect(readiness(simulation)).toBe(0);
  });

  function readiness(simulation: Simulation): number {
    return simulation.shell('master1', ['curl', '-k', '-m', '9', 'https://192.168.56.6:6443/readyz']).code;
  }
});

describe('swap-on', () => {
  it('leaves the kubelet alone that runs, and does not let the next one start until the cure', async () => {
    const simulation = await cluster();
    const unit = simulation.world.host('node1').units.get('kubelet');
    const [first, second] = [strike(simulation, 'swap-on:node1'), strike(simulation, 'swap-on:node1')];
    simulation.advance(30_000);
    expect(unit?.state()).toBe('active');
    unit?.restart();
    simulation.advance(30_000);
    first();
    simulation.advance(30_000);
    expect(unit?.state()).toBe('activating');
    second();
    simulation.advance(30_000);
    expect(unit?.state()).toBe('active');
  });
});
