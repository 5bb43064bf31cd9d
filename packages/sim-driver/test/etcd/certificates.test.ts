import { beforeEach, describe, expect, test } from 'vitest';
import { runScenario, type Simulation } from '../../src/index.js';
import { decodeCertificate, encodeCertificate } from '../../src/pki/certificate.js';
import { seconds } from '../../src/engine/scheduler.js';
import { tutorialSpec } from '../support/specs.js';

const PKI = '/etc/kubernetes/pki';
const PEER = `${PKI}/etcd/peer.crt`;
const SERVER = `${PKI}/etcd/server.crt`;
const MASTERS = ['master1', 'master2', 'master3'] as const;

let simulation: Simulation;

/** The same certificate, with an end an hour ago. Returns what was there. */
function expire(host: string, path: string): string {
  const { disk } = simulation.world.host(host);
  const before = disk.text(path) ?? '';
  const certificate = decodeCertificate(before);
  if (certificate === undefined) throw new Error(`${host} has no certificate in ${path}`);
  const notAfterUs = simulation.world.scheduler.now() - seconds(3_600);
  disk.write(path, encodeCertificate({ ...certificate, notAfterUs }), { mode: 0o644 });
  return before;
}

function etcdctl(host: string, ...words: readonly string[]) {
  const credentials = [`--cacert=${PKI}/etcd/ca.crt`, `--cert=${SERVER}`, `--key=${PKI}/etcd/server.key`];
  return simulation.shell(host, ['etcdctl', '--endpoints=https://127.0.0.1:2379', ...credentials, ...words]);
}

/** Which members answer a linearizable read, asked on their own hosts. */
function healthy(): readonly string[] {
  return MASTERS.filter((host) => etcdctl(host, 'endpoint', 'health').code === 0);
}

/** The kubelet starts it again. */
function restartEtcd(host: string): void {
  const on = simulation.world.host(host);
  for (const process of on.processesNamed('etcd')) on.kill(process, 'SIGTERM');
  simulation.advance(30_000);
}

function leader(): string {
  const led = simulation.world.trace.records.filter(({ event }) => event === 'etcd.leader-elected').at(-1);
  return led?.host ?? '';
}

function refusals(): number {
  return simulation.world.trace.records.filter(({ event }) => event === 'etcd.peer-refused').length;
}

beforeEach(async () => {
  const story = await runScenario(
    { spec: tutorialSpec(), seed: 1, faults: [], late: {} },
    { keepTrace: true },
  );
  simulation = story.simulation;
});

// As etcd 3.4.23 does, tried with certificates that lived for twelve seconds.
describe('certificates of etcd that have expired', () => {
  test('a client that shows one sees its deadline, and nothing else', () => {
    expire('master1', SERVER);
    const startedMs = simulation.nowMs();
    expect(etcdctl('master1', 'member', 'list')).toMatchObject({ code: 1 });
    expect(etcdctl('master1', 'member', 'list').stderr).toContain('Error: context deadline exceeded');
    expect(simulation.nowMs() - startedMs).toBeGreaterThanOrEqual(10_000);
  });

  test('a server reads its own at every handshake: no restart is needed to break it, or to mend it', () => {
    const before = expire('master2', SERVER);
    expect(healthy()).toEqual(['master1', 'master3']);
    simulation.world.host('master2').disk.write(SERVER, before, { mode: 0o644 });
    expect(healthy()).toEqual(MASTERS);
  });

  test('peers that are connected stay so', () => {
    for (const host of MASTERS) expire(host, PEER);
    simulation.advance(600_000);
    expect(healthy()).toEqual(MASTERS);
    expect(refusals()).toBe(0);
  });

  test('a member that starts again is let in by nobody who would have to accept such a certificate', () => {
    const led = leader();
    expire(led, PEER);
    const other = MASTERS.find((host) => host !== led) ?? '';
    restartEtcd(other);
    expect(healthy()).toEqual(MASTERS.filter((host) => host !== other));
    expect(refusals()).toBeGreaterThan(0);
  });

  test('and comes back within seconds after the file was renewed, without a restart', () => {
    const before = expire('master1', PEER);
    restartEtcd('master1');
    expect(healthy()).toEqual(['master2', 'master3']);
    simulation.world.host('master1').disk.write(PEER, before, { mode: 0o644 });
    simulation.advance(12_000);
    expect(healthy()).toEqual(MASTERS);
  });

  test('peers that refuse each other for a day cost less than two events a second', () => {
    expire('master1', PEER);
    restartEtcd('master1');
    const { fired } = simulation.world.scheduler;
    simulation.advance(24 * 3_600_000);
    expect(simulation.world.scheduler.fired - fired).toBeLessThan(2 * 86_400);
  });

  test('an apiserver that must connect again cannot, and says so', () => {
    expire('master1', `${PKI}/apiserver-etcd-client.crt`);
    const ready = () =>
      simulation.shell('master1', [
        'kubectl',
        '--kubeconfig=/etc/kubernetes/admin.conf',
        '--server=https://192.168.56.5:6443',
        '--request-timeout=5s',
        'get',
        '--raw',
        '/readyz',
      ]);
    expect(ready().stdout).toBe('ok');
    restartEtcd('master1');
    expect(ready().code).not.toBe(0);
  });
});
