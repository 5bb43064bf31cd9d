import { describe, expect, it } from 'vitest';
import { createKubeClient } from '../../src/kubernetes/kube-client.js';
import type { KubeCredential } from '../../src/kubernetes/client.js';
import { encodeCertificate } from '../../src/pki/certificate.js';
import type { SimulatedCluster } from './simulated-cluster.js';
import {
  CA_PEM,
  START_US,
  certificate,
  createToken,
  simulateCluster,
  startKubelets,
  unwrap,
} from './simulated-cluster.js';

const SERVER = 'https://192.168.56.5:6443';

function running(options: Parameters<typeof simulateCluster>[0] = {}): SimulatedCluster {
  const cluster = simulateCluster(options);
  startKubelets(cluster);
  cluster.run(30);
  return cluster;
}

function ask(cluster: SimulatedCluster, credential: KubeCredential, server = SERVER, timeoutUs?: number) {
  const host = cluster.master(0);
  const client = createKubeClient(host, {
    server,
    credential,
    caPem: CA_PEM,
    ...(timeoutUs === undefined ? {} : { timeoutUs }),
  });
  const result = cluster.complete(client.get('ConfigMap', 'kube-system', 'kubeadm-config'));
  return result.ok ? 'found' : `${result.error.reason}: ${result.error.message}`;
}

describe('kube-apiserver', () => {
  it('ends after 20 s when no etcd answers on its host, and is started again', () => {
    const cluster = simulateCluster();
    cluster.master(0).disk.remove('/etc/kubernetes/manifests/etcd.yaml');
    startKubelets(cluster);
    cluster.run(60);
    const exits = cluster
      .events('pod.exited')
      .filter(({ detail }) => JSON.stringify(detail).includes('apiserver'));
    expect(exits[0]?.detail).toEqual({ pod: 'kube-apiserver', status: 1 });
    expect(cluster.events('apiserver.ready')).toEqual([]);
  });

  it('is not ready for some seconds after it has begun to listen', () => {
    const cluster = simulateCluster();
    startKubelets(cluster);
    const host = cluster.master(0);
    while (host.listenerAt('127.0.0.1', 6443) === undefined) cluster.world.scheduler.step();
    expect(cluster.exec(host, 'curl -sk https://127.0.0.1:6443/readyz').stdout).toContain(
      '[-]poststarthook/rbac/bootstrap-roles failed: reason withheld',
    );
    cluster.run(5);
    expect(cluster.exec(host, 'curl -sk https://127.0.0.1:6443/readyz').stdout).toBe('ok');
  });

  it('says within about two seconds that etcd has failed, live and ready alike', () => {
    const cluster = running();
    cluster.etcd.quorum = false;
    const host = cluster.master(0);
    const beforeUs = cluster.world.scheduler.now();
    for (const check of ['readyz', 'livez']) {
      const answer = cluster.exec(host, `curl -sk https://127.0.0.1:6443/${check}`).stdout;
      expect(answer).toContain('[-]etcd failed: reason withheld');
      expect(answer).toContain(`${check} check failed`);
    }
    expect((cluster.world.scheduler.now() - beforeUs) / 1e6).toBeLessThan(5);
    cluster.etcd.quorum = true;
    cluster.run(15);
    expect(cluster.exec(host, 'curl -sk https://127.0.0.1:6443/livez').stdout).toBe('ok');
  });

  it('stores objects with versions and refuses what conflicts', () => {
    const cluster = running();
    const client = cluster.client(cluster.master(0));
    const object = { kind: 'ConfigMap', namespace: 'default', name: 'probe', body: { data: { a: 'b' } } };
    const created = unwrap(cluster.complete(client.create(object)));
    expect(created.resourceVersion).toBeGreaterThan(0);
    expect(cluster.complete(client.create(object))).toMatchObject({
      error: { reason: 'AlreadyExists', message: 'configmaps "probe" already exists' },
    });
    const applied = unwrap(cluster.complete(client.apply({ ...object, body: { data: { a: 'c' } } })));
    expect(applied.created).toBe(false);
    expect(applied.object.uid).toBe(created.uid);
    expect(cluster.complete(client.delete('ConfigMap', 'default', 'probe')).ok).toBe(true);
    expect(cluster.complete(client.get('ConfigMap', 'default', 'probe'))).toMatchObject({
      error: { reason: 'NotFound', message: 'configmaps "probe" not found' },
    });
  });

  it('reports a conflict when the object changed between read and write', () => {
    const cluster = running();
    const client = cluster.client(cluster.master(0));
    unwrap(cluster.complete(client.create({ kind: 'ConfigMap', namespace: 'default', name: 'p', body: {} })));
    const nested = cluster.client(cluster.master(0));
    const result = cluster.complete(
      client.update('ConfigMap', 'default', 'p', (object) => {
        // Another writer gets in between: the key changes in etcd behind this request.
        const key = '/registry/configmaps/default/p';
        const entry = cluster.etcd.keys.get(key);
        if (entry !== undefined) cluster.etcd.keys.set(key, { ...entry, modRevision: entry.modRevision + 1 });
        return { ...object, labels: { changed: 'yes' } };
      }),
    );
    expect(result).toMatchObject({ error: { reason: 'Conflict' } });
    expect(unwrap(cluster.complete(nested.get('ConfigMap', 'default', 'p'))).labels).toEqual({});
  });

  it('lets in client certificates of the cluster CA that are valid on its own clock', () => {
    const cluster = running();
    const pem = (issuerKeyId: string): string =>
      encodeCertificate(certificate('kubernetes-admin', ['system:masters'], 'k', { issuerKeyId, days: 1 }));
    expect(ask(cluster, { kind: 'certificate', pem: pem('ca0000') })).toMatch(/^NotFound/);
    expect(ask(cluster, { kind: 'certificate', pem: pem('other') })).toBe('Unauthorized: Unauthorized');
    cluster.run(2 * 86_400);
    expect(ask(cluster, { kind: 'certificate', pem: pem('ca0000') })).toBe('Unauthorized: Unauthorized');
  });

  it('lets in bootstrap tokens that exist, are for authentication and have not expired', () => {
    const cluster = running();
    const credential = { kind: 'token', token: 'abcdef.0123456789abcdef' } as const;
    expect(ask(cluster, credential)).toBe('Unauthorized: Unauthorized');
    createToken(cluster, { ttlSeconds: 600 });
    expect(ask(cluster, credential)).toMatch(/^NotFound/);
    expect(ask(cluster, { kind: 'token', token: 'abcdef.ffffffffffffffff' })).toBe(
      'Unauthorized: Unauthorized',
    );
    cluster.master(0).clockOffsetUs = 700 * 1e6;
    expect(ask(cluster, credential)).toBe('Unauthorized: Unauthorized');
  });

  it('shows cluster-info to anybody and nothing else', () => {
    const cluster = running();
    const anonymous = createKubeClient(cluster.master(0), {
      server: SERVER,
      credential: { kind: 'anonymous' },
    });
    expect(cluster.complete(anonymous.get('ConfigMap', 'kube-public', 'cluster-info'))).toMatchObject({
      error: { reason: 'NotFound' },
    });
    expect(cluster.complete(anonymous.get('Secret', 'kube-system', 'x'))).toMatchObject({
      error: {
        reason: 'Forbidden',
        message:
          'secrets "x" is forbidden: User "system:anonymous" cannot get resource "secrets" in API group "" in the namespace "kube-system"',
      },
    });
  });
});

describe('a client of the API', () => {
  const admin: KubeCredential = {
    kind: 'certificate',
    pem: encodeCertificate(certificate('kubernetes-admin', ['system:masters'], 'k')),
  };
  const path = '/api/v1/namespaces/kube-system/configmaps/kubeadm-config';

  it('words connection failures as client-go does', () => {
    const cluster = running({ workers: 1 });
    const worker = cluster.workers[0];
    expect(ask(cluster, admin, 'https://192.168.56.5:7777')).toBe(
      `ConnectionRefused: Get "https://192.168.56.5:7777${path}": dial tcp 192.168.56.5:7777: connect: connection refused`,
    );
    expect(ask(cluster, admin, 'https://192.168.56.99:6443', 10e6)).toBe(
      `NoRoute: Get "https://192.168.56.99:6443${path}?timeout=10s": dial tcp 192.168.56.99:6443: connect: no route to host`,
    );
    cluster.world.network.cut('master1', worker?.name ?? '');
    expect(ask(cluster, admin, 'https://192.168.56.8:6443', 10e6)).toBe(
      `DialTimeout: Get "https://192.168.56.8:6443${path}?timeout=10s": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
    );
  });

  it('refuses a server whose certificate does not name the address it dialled', () => {
    const cluster = simulateCluster();
    cluster
      .master(0)
      .disk.write(
        '/etc/kubernetes/pki/apiserver.crt',
        encodeCertificate(
          certificate('kube-apiserver', [], 's', { ipAddresses: ['10.96.0.1', '10.99.0.11'] }),
        ),
      );
    startKubelets(cluster);
    cluster.run(30);
    expect(ask(cluster, admin)).toContain(
      'x509: certificate is valid for 10.96.0.1, 10.99.0.11, not 192.168.56.5',
    );
  });

  it('judges the validity of the server by its own clock', () => {
    const cluster = running();
    const host = cluster.master(0);
    host.clockOffsetUs = START_US - cluster.world.scheduler.now() - 600 * 1e6;
    expect(ask(cluster, admin)).toContain(
      'x509: certificate has expired or is not yet valid: current time 2026-11-22T20:30:00Z is before 2026-11-22T20:35:00Z',
    );
  });

  it('gives up when its time is over although the server goes on', () => {
    const cluster = running();
    cluster.etcd.quorum = false;
    expect(ask(cluster, admin, SERVER, 5e6)).toMatch(/^DialTimeout: .*Client\.Timeout exceeded/);
  });
});
