import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../src/index.js';
import { etcdMembers, listNodes } from '../../src/index.js';
import { run } from '../support/run.js';
import { cluster, dial, laboratory, strike } from './laboratory.js';

const INIT = [
  'kubeadm',
  'init',
  '--control-plane-endpoint=192.168.56.5:6443',
  '--apiserver-advertise-address=192.168.56.5',
  '--kubernetes-version=v1.26.0',
];

const PULL = ['kubeadm', 'config', 'images', 'pull'];

function running(simulation: Simulation): readonly string[] {
  return etcdMembers(simulation.world)
    .filter(({ ready }) => ready)
    .map(({ host }) => host);
}

function starts(simulation: Simulation, host: string, pod: string): number {
  return simulation.world.trace.records.filter(
    (record) => record.event === 'pod.started' && record.host === host && record.detail?.['pod'] === pod,
  ).length;
}

function readiness(simulation: Simulation, from: string, address: string): number {
  return simulation.shell(from, ['curl', '-k', '-m', '5', `https://${address}:6443/readyz`]).code;
}

function ready(simulation: Simulation, node: string): string | undefined {
  return listNodes(simulation.world)?.find(({ name }) => name === node)?.ready;
}

describe('kill', () => {
  it('ends the program; the kubelet starts its container again', async () => {
    const simulation = await cluster();
    strike(simulation, 'kill:master2,etcd');
    expect(running(simulation)).toEqual(['master1', 'master3']);
    simulation.advance(20_000);
    expect(running(simulation)).toEqual(['master1', 'master2', 'master3']);
  });
});

describe('kill-at-write', () => {
  it.each([1, 3, 6])('leaves %i files of kubeadm init', (count) => {
    const simulation = laboratory();
    strike(simulation, `kill-at-write:master1,kubeadm,${count}`);
    expect(simulation.shell('master1', INIT).code).toBe(137);
    expect(simulation.world.host('master1').disk.filesBelow('/etc/kubernetes')).toHaveLength(count);
  });

  it('strikes once', () => {
    const simulation = laboratory();
    strike(simulation, 'kill-at-write:master1,kubeadm,2');
    simulation.shell('master1', INIT);
    simulation.shell('master1', ['kubeadm', 'reset', '-f']);
    expect(simulation.shell('master1', INIT).code).toBe(0);
  });
});

describe('stop', () => {
  it('an apiserver that is stopped still takes connections, and answers when it continues', async () => {
    const simulation = await cluster();
    const cure = strike(simulation, 'stop:master1,kube-apiserver');
    expect(readiness(simulation, 'master2', '192.168.56.5')).toBe(28);
    expect(readiness(simulation, 'master2', '192.168.56.6')).toBe(0);
    expect(simulation.world.host('master1').processesNamed('kube-apiserver')).toHaveLength(1);
    cure();
    expect(dial(simulation, 'master2', 'master1', 6443).kind).toBe('connected');
    expect(readiness(simulation, 'master2', '192.168.56.5')).toBe(0);
  });

  it('a leader that is stopped is replaced, and follows when it continues', async () => {
    const simulation = await cluster();
    const leader = etcdMembers(simulation.world).find(({ role }) => role === 'leader');
    const cure = strike(simulation, `stop:${leader?.host ?? ''},etcd`);
    simulation.advance(10_000);
    const others = etcdMembers(simulation.world).filter(({ host }) => host !== leader?.host);
    expect(others.filter(({ role }) => role === 'leader')).toHaveLength(1);
    cure();
    simulation.advance(10_000);
    const roles = etcdMembers(simulation.world).map(({ role }) => role);
    expect(roles.toSorted()).toEqual(['follower', 'follower', 'leader']);
    expect(new Set(etcdMembers(simulation.world).map(({ term }) => term)).size).toBe(1);
  });

  it('a kubelet that is stopped does not renew the lease of its Node', async () => {
    const simulation = await cluster();
    const cure = strike(simulation, 'stop:node1,kubelet');
    simulation.advance(70_000);
    expect(ready(simulation, 'node1')).toBe('Unknown');
    cure();
    simulation.advance(20_000);
    expect(ready(simulation, 'node1')).toBe('True');
  });

  it('two at once: it continues with the end of the second', async () => {
    const simulation = await cluster();
    const [first, second] = [
      strike(simulation, 'stop:master1,etcd'),
      strike(simulation, 'stop:master1,etcd'),
    ];
    first();
    const [etcd] = simulation.world.host('master1').processesNamed('etcd');
    expect(etcd?.paused).toBe(true);
    second();
    expect(etcd?.paused).toBe(false);
  });
});

describe('slow-start and crash-loop', () => {
  it('slow-start: a program that is started again takes so much longer, until the cure', async () => {
    const simulation = await cluster();
    const cure = strike(simulation, 'slow-start:master2,etcd,70s');
    strike(simulation, 'kill:master2,etcd');
    simulation.advance(60_000);
    expect(running(simulation)).not.toContain('master2');
    simulation.advance(40_000);
    expect(running(simulation)).toContain('master2');
    cure();
    strike(simulation, 'kill:master2,etcd');
    simulation.advance(45_000);
    expect(running(simulation)).toContain('master2');
  });

  it('crash-loop: the container is started in vain, until the cure', async () => {
    const simulation = await cluster();
    const before = starts(simulation, 'master2', 'etcd');
    const cure = strike(simulation, 'crash-loop:master2,etcd');
    simulation.advance(90_000);
    expect(running(simulation)).not.toContain('master2');
    expect(starts(simulation, 'master2', 'etcd') - before).toBeGreaterThanOrEqual(3);
    cure();
    simulation.advance(180_000);
    expect(running(simulation)).toContain('master2');
  });
});

describe('slow-image-pulls', () => {
  it('makes each image late that is not there yet, and no other', () => {
    const simulation = laboratory();
    const cure = strike(simulation, 'slow-image-pulls:master1,80s');
    const took = (): number => {
      const startedMs = simulation.nowMs();
      simulation.shell('master1', PULL);
      return Math.round((simulation.nowMs() - startedMs) / 1_000);
    };
    expect(took()).toBe(7 * 80 + 1);
    expect(took()).toBe(0);
    simulation.world.host('master1').disk.removeTree('/var/lib/containerd/images/registry.k8s.io');
    cure();
    expect(took()).toBe(0);
  });

  it('costs a join its time; what has come is kept, and the next one gets the rest', async () => {
    const simulation = laboratory();
    strike(simulation, 'slow-image-pulls:master2,2m');
    const { result, events } = await run(simulation);
    const joins = events.flatMap((event) =>
      event.type === 'command.settled' && event.command.kind === 'join-control-plane' ? [event.report] : [],
    );
    expect(result.status).toBe('ready');
    expect(joins.map(({ outcome, failure }) => failure?.class ?? outcome)).toEqual([
      'pulling-images',
      'succeeded',
      'succeeded',
    ]);
  });

  it('is named, with what to do, when an init spends its budget on it', async () => {
    const simulation = laboratory();
    strike(simulation, 'slow-image-pulls:master1,11m');
    const { result } = await run(simulation);
    expect(result).toMatchObject({ status: 'blocked', reason: { code: 'init-failed' } });
    if (result.status === 'blocked')
      expect(result.reason.remedies[0]).toContain('kubeadm config images pull');
  });
});

describe('image-pull-fails', () => {
  it('fails the preflight of kubeadm init, until the cure', () => {
    const simulation = laboratory();
    const cure = strike(simulation, 'image-pull-fails:master1');
    const failed = simulation.shell('master1', INIT);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('[ERROR ImagePull]: failed to pull image registry.k8s.io/kube-apiserver');
    cure();
    expect(simulation.shell('master1', INIT).code).toBe(0);
  });

  it('is tried five times for each image, as long as no name server answers', () => {
    const simulation = laboratory();
    strike(simulation, 'image-pull-fails:master1');
    const startedMs = simulation.nowMs();
    const { stderr } = simulation.shell('master1', INIT);
    expect(Math.round((simulation.nowMs() - startedMs) / 10_000)).toBe(5 * 7);
    expect(stderr.match(/\[ERROR ImagePull\]/g)).toHaveLength(7);
    expect(stderr).toContain('i/o timeout');
  });

  it('goes on with what is still missing when the registry is back', () => {
    const simulation = laboratory();
    const cure = strike(simulation, 'image-pull-fails:master1');
    simulation.world.scheduler.after(65_000_000, cure);
    expect(simulation.shell('master1', INIT).stderr.match(/\[ERROR ImagePull\]/g)).toHaveLength(1);
    expect(simulation.shell('master1', INIT).code).toBe(0);
  });

  it('names the disk when that is full', () => {
    const simulation = laboratory();
    strike(simulation, 'disk-full:master1');
    const startedMs = simulation.nowMs();
    expect(simulation.shell('master1', INIT).stderr).toContain('no space left on device');
    expect(simulation.nowMs() - startedMs).toBeLessThan(5_000);
  });

  it('keeps the kubelet from starting a container whose image is gone, and only that', async () => {
    const simulation = await cluster();
    const cure = strike(simulation, 'image-pull-fails:master2');
    strike(simulation, 'kill:master2,etcd');
    simulation.advance(20_000);
    expect(running(simulation)).toContain('master2');
    simulation.world.host('master2').disk.removeTree('/var/lib/containerd/images');
    strike(simulation, 'kill:master2,etcd');
    simulation.advance(60_000);
    expect(running(simulation)).not.toContain('master2');
    expect(simulation.world.trace.records.some(({ event }) => event === 'pod.image-missing')).toBe(true);
    cure();
    simulation.advance(120_000);
    expect(running(simulation)).toContain('master2');
  });
});

describe('refuse-pod', () => {
  it('a manifest that changes is refused, until the kubelet is restarted', async () => {
    const simulation = await cluster();
    const { disk } = simulation.world.host('master2');
    const manifest = '/etc/kubernetes/manifests/etcd.yaml';
    strike(simulation, 'refuse-pod:master2,etcd');
    disk.write(manifest, `${disk.text(manifest) ?? ''}# changed\n`);
    simulation.advance(60_000);
    expect(running(simulation)).not.toContain('master2');
    simulation.shell('master2', ['systemctl', 'restart', 'kubelet']);
    simulation.advance(30_000);
    expect(running(simulation)).toContain('master2');
  });
});

describe('units', () => {
  it('stop-unit: stopped until the last of its cures', async () => {
    const simulation = await cluster();
    const unit = simulation.world.host('node1').units.get('kubelet');
    const [first, second] = [
      strike(simulation, 'stop-unit:node1,kubelet'),
      strike(simulation, 'stop-unit:node1,kubelet'),
    ];
    expect(unit?.state()).toBe('inactive');
    first();
    expect(unit?.state()).toBe('inactive');
    second();
    expect(unit?.state()).toBe('active');
  });

  it('stop-unit: its cure starts nothing on a host without power', async () => {
    const simulation = await cluster();
    const cure = strike(simulation, 'stop-unit:node1,kubelet');
    strike(simulation, 'power-off:node1');
    cure();
    expect(simulation.world.host('node1').processes.size).toBe(0);
  });

  it('disable-unit: the next boot does not start it, the cure does', async () => {
    const simulation = await cluster();
    const unit = simulation.world.host('node1').units.get('kubelet');
    const cure = strike(simulation, 'disable-unit:node1,kubelet');
    strike(simulation, 'reboot:node1');
    simulation.advance(30_000);
    expect(unit?.state()).toBe('inactive');
    cure();
    expect([unit?.state(), unit?.enabled]).toEqual(['active', true]);
  });
});
