import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../src/index.js';
import { listTokens } from '../../src/kubernetes/inspect.js';
import { cluster, strike } from './laboratory.js';

const ADMIN = { KUBECONFIG: '/etc/kubernetes/admin.conf' };
const INFO = ['kubectl', '-n', 'kube-public', 'get', 'configmap', 'cluster-info', '-o', 'json'];
const CERTS = ['kubectl', '-n', 'kube-system', 'get', 'secret', 'kubeadm-certs'];
const NODES = ['kubectl', 'get', 'nodes'];

const text = (simulation: Simulation, argv: readonly string[], host = 'master1'): string => {
  const { stdout, stderr } = simulation.shell(host, argv, ADMIN);
  return stdout + stderr;
};

/** A join command of its own, and a certificate key. */
async function withCredentials(): Promise<{ readonly simulation: Simulation; readonly id: string }> {
  const simulation = await cluster();
  const made = simulation.shell('master1', ['kubeadm', 'token', 'create']);
  simulation.shell('master1', ['kubeadm', 'init', 'phase', 'upload-certs', '--upload-certs']);
  simulation.advance(5_000);
  return { simulation, id: made.stdout.split('.')[0] ?? '' };
}

const ids = (simulation: Simulation): readonly string[] =>
  (listTokens(simulation.world) ?? []).map((token) => token.id);

describe('tokens', () => {
  it('delete-tokens: none that a join could use is left; kubeadm-certs stays', async () => {
    const { simulation, id } = await withCredentials();
    expect(ids(simulation)).toContain(id);
    strike(simulation, 'delete-tokens');
    simulation.advance(10_000);
    expect((listTokens(simulation.world) ?? []).filter((token) => token.authentication)).toEqual([]);
    expect(text(simulation, CERTS)).toContain('kubeadm-certs');
    expect(text(simulation, INFO)).not.toContain(`jws-kubeconfig-${id}`);
  });

  it('expire-tokens: TokenCleaner deletes them', async () => {
    const { simulation, id } = await withCredentials();
    strike(simulation, 'expire-tokens');
    simulation.advance(10_000);
    expect(ids(simulation)).not.toContain(id);
    const events = simulation.world.trace.records.filter(({ event }) => event === 'token.expired');
    expect(events.map(({ detail }) => detail?.['id'])).toContain(id);
  });

  it('unsign-tokens: they live, and cluster-info is not signed with them', async () => {
    const { simulation, id } = await withCredentials();
    expect(text(simulation, INFO)).toContain(`jws-kubeconfig-${id}`);
    strike(simulation, 'unsign-tokens');
    simulation.advance(10_000);
    expect(ids(simulation)).toContain(id);
    expect(text(simulation, INFO)).not.toContain(`jws-kubeconfig-${id}`);
  });
});

describe('uploaded certificates', () => {
  it.each(['delete-certs', 'expire-certs'])('%s: Secret kubeadm-certs is gone; tokens stay', async (kind) => {
    const { simulation, id } = await withCredentials();
    expect(text(simulation, CERTS)).toContain('Opaque');
    strike(simulation, kind);
    simulation.advance(10_000);
    expect(text(simulation, CERTS)).toContain('NotFound');
    expect(ids(simulation)).toContain(id);
  });
});

describe('cluster-info', () => {
  const join = (simulation: Simulation): string => {
    const made = simulation.shell('master1', ['kubeadm', 'token', 'create', '--print-join-command']);
    simulation.advance(5_000);
    simulation.shell('node1', ['kubeadm', 'reset', '-f']);
    text(simulation, ['kubectl', 'delete', 'node', 'node1']);
    const { stderr, stdout } = simulation.shell('node1', made.stdout.trim().split(/\s+/));
    return stdout + stderr;
  };

  it('foreign-ca: a join refuses the CA that it is shown, until the last of two such faults is cured', async () => {
    const simulation = await cluster();
    const first = strike(simulation, 'foreign-ca');
    const second = strike(simulation, 'foreign-ca');
    simulation.advance(10_000);
    expect(join(simulation)).toContain('cluster CA found in cluster-info ConfigMap is invalid');
    first();
    simulation.advance(10_000);
    expect(join(simulation)).toContain('cluster CA found in cluster-info ConfigMap is invalid');
    second();
    simulation.advance(10_000);
    expect(join(simulation)).toContain('This node has joined the cluster');
  });
});

describe('files of a master', () => {
  it.each([
    ['expire-certificate', 'is after'],
    ['premature-certificate', 'is before'],
  ])('%s of the apiserver: clients refuse it, until the cure', async (kind, words) => {
    const simulation = await cluster();
    const { disk } = simulation.world.host('master1');
    const good = disk.text('/etc/kubernetes/pki/apiserver.crt');
    for (const backend of ['master2', 'master3']) strike(simulation, `stale-balancer:proxy,${backend}`);
    expect(text(simulation, NODES)).toContain('master3');
    const cure = strike(simulation, `${kind}:master1,pki/apiserver.crt`);
    expect(text(simulation, NODES)).toContain(words);
    cure();
    expect(disk.text('/etc/kubernetes/pki/apiserver.crt')).toBe(good);
    expect(text(simulation, NODES)).toContain('master3');
  });

  it('expire-certificate of admin.conf: the apiservers do not know its holder any more', async () => {
    const simulation = await cluster();
    const cure = strike(simulation, 'expire-certificate:master1,admin.conf');
    expect(text(simulation, NODES)).toContain('Unauthorized');
    expect(text(simulation, NODES, 'master2')).toContain('master3');
    cure();
    expect(text(simulation, NODES)).toContain('master3');
  });

  it('two faults of one file: the good one is back when the last is cured, in either order', async () => {
    const simulation = await cluster();
    const { disk } = simulation.world.host('master1');
    const good = disk.text('/etc/kubernetes/admin.conf');
    const first = strike(simulation, 'expire-certificate:master1,admin.conf');
    const second = strike(simulation, 'premature-certificate:master1,admin.conf');
    first();
    expect(text(simulation, NODES)).toContain('Unauthorized');
    second();
    expect(disk.text('/etc/kubernetes/admin.conf')).toBe(good);
  });

  it('remove-admin-conf: gone on this master only, and back with the cure', async () => {
    const simulation = await cluster();
    const { disk } = simulation.world.host('master1');
    const good = disk.text('/etc/kubernetes/admin.conf');
    const cure = strike(simulation, 'remove-admin-conf:master1');
    expect(disk.exists('/etc/kubernetes/admin.conf')).toBe(false);
    expect(simulation.world.host('master2').disk.exists('/etc/kubernetes/admin.conf')).toBe(true);
    cure();
    expect(disk.text('/etc/kubernetes/admin.conf')).toBe(good);
  });

  it('remove-admin-conf: a host that was reset meanwhile does not get the old file back', async () => {
    const simulation = await cluster();
    const cure = strike(simulation, 'remove-admin-conf:master3');
    simulation.shell('master3', ['kubeadm', 'reset', '-f']);
    cure();
    expect(simulation.world.host('master3').disk.exists('/etc/kubernetes/admin.conf')).toBe(false);
  });
});
