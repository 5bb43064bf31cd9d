import { describe, expect, it } from 'vitest';
import { verifyDetached } from '../../src/kubernetes/detached-jws.js';
import { asStrings } from '../../src/kubernetes/json.js';
import { readyStateOf, taintsOf } from '../../src/kubernetes/node-object.js';
import type { SimulatedCluster } from './simulated-cluster.js';
import { createToken, manifest, simulateCluster, startKubelets, unwrap } from './simulated-cluster.js';

function running(options: Parameters<typeof simulateCluster>[0] = {}): SimulatedCluster {
  const cluster = simulateCluster(options);
  startKubelets(cluster);
  cluster.run(60);
  return cluster;
}

function publishClusterInfo(cluster: SimulatedCluster): void {
  const body = { data: { kubeconfig: 'the kubeconfig' } };
  const client = cluster.client(cluster.master(0));
  unwrap(
    cluster.complete(
      client.create({ kind: 'ConfigMap', namespace: 'kube-public', name: 'cluster-info', body }),
    ),
  );
}

function clusterInfo(cluster: SimulatedCluster): Readonly<Record<string, string>> {
  return asStrings(cluster.list('ConfigMap').find(({ name }) => name === 'cluster-info')?.body['data']);
}

describe('token cleaner', () => {
  it('deletes a token within a second of its expiry on the clock of its host', () => {
    const cluster = running();
    createToken(cluster, { ttlSeconds: 600 });
    cluster.run(590);
    expect(cluster.list('Secret')).toHaveLength(1);
    cluster.run(11);
    expect(cluster.list('Secret')).toEqual([]);
    expect(cluster.events('token.expired')).toHaveLength(1);
  });

  it('deletes the secrets that a token owns one to two seconds after it', () => {
    const cluster = running();
    const token = createToken(cluster, { ttlSeconds: 7_200 });
    const owners = [{ kind: 'Secret', name: token.name, uid: token.uid }];
    const certs = {
      kind: 'Secret',
      namespace: 'kube-system',
      name: 'kubeadm-certs',
      owners,
      body: { data: {} },
    };
    unwrap(cluster.complete(cluster.client(cluster.master(0)).create(certs)));
    cluster.run(7_210);
    const [expired] = cluster.events('token.expired');
    const [collected] = cluster.events('secret.collected');
    const laterUs = (collected?.atUs ?? 0) - (expired?.atUs ?? 0);
    expect(laterUs).toBeGreaterThanOrEqual(1e6);
    expect(laterUs).toBeLessThanOrEqual(2.1e6);
    expect(cluster.list('Secret')).toEqual([]);
  });

  it('leaves tokens alone while no controller manager runs', () => {
    const cluster = running();
    createToken(cluster, { ttlSeconds: 60 });
    cluster.master(0).disk.remove('/etc/kubernetes/manifests/kube-controller-manager.yaml');
    cluster.run(600);
    expect(cluster.list('Secret')).toHaveLength(1);
  });
});

describe('bootstrap signer', () => {
  it('signs cluster-info for a new token within two seconds and withdraws the signature with the token', () => {
    const cluster = running();
    publishClusterInfo(cluster);
    createToken(cluster);
    cluster.run(2);
    const jws = clusterInfo(cluster)['jws-kubeconfig-abcdef'] ?? '';
    expect(verifyDetached(jws, 'the kubeconfig', 'abcdef', '0123456789abcdef')).toBe(true);
    expect(verifyDetached(jws, 'the kubeconfig', 'abcdef', 'ffffffffffffffff')).toBe(false);
    unwrap(
      cluster.complete(
        cluster.client(cluster.master(0)).delete('Secret', 'kube-system', 'bootstrap-token-abcdef'),
      ),
    );
    cluster.run(2);
    expect(Object.keys(clusterInfo(cluster))).toEqual(['kubeconfig']);
  });

  it('signs again after cluster-info was rewritten', () => {
    const cluster = running();
    publishClusterInfo(cluster);
    createToken(cluster);
    cluster.run(2);
    const body = { data: { kubeconfig: 'another' } };
    const client = cluster.client(cluster.master(0));
    unwrap(
      cluster.complete(
        client.apply({ kind: 'ConfigMap', namespace: 'kube-public', name: 'cluster-info', body }),
      ),
    );
    cluster.run(2);
    const jws = clusterInfo(cluster)['jws-kubeconfig-abcdef'] ?? '';
    expect(verifyDetached(jws, 'another', 'abcdef', '0123456789abcdef')).toBe(true);
  });
});

describe('node lifecycle', () => {
  it.each([
    ['v1.20.2', 40],
    ['v1.32.0', 50],
  ])(
    'of %s marks a silent node Unknown after %i s and takes it back when it reports',
    (version, graceSeconds) => {
      const cluster = running({ workers: 1, version });
      createToken(cluster);
      cluster.run(60);
      const [silent] = cluster.workers;
      if (silent === undefined) return fail();
      const offUs = cluster.world.scheduler.now();
      silent.powerOff();
      cluster.run(graceSeconds + 6);
      const marked = cluster.events('node.not-ready').at(-1);
      expect(((marked?.atUs ?? 0) - offUs) / 1e6).toBeGreaterThanOrEqual(graceSeconds);
      const find = () => cluster.list('Node').find(({ name }) => name === silent.name);
      expect(readyStateOf(find() ?? fail())?.reason).toBe('NodeStatusUnknown');
      expect(taintsOf(find() ?? fail()).map(({ key }) => key)).toEqual([
        'node.kubernetes.io/unreachable',
        'node.kubernetes.io/unreachable',
      ]);
      silent.powerOn(4e6);
      cluster.run(60);
      expect(readyStateOf(find() ?? fail())?.reason).toBe('KubeletNotReady');
    },
  );

  it('leaves a dead node as it was while no controller manager runs', () => {
    const cluster = running({ workers: 1 });
    createToken(cluster);
    cluster.run(60);
    cluster.master(0).disk.remove('/etc/kubernetes/manifests/kube-controller-manager.yaml');
    cluster.run(1);
    cluster.workers[0]?.powerOff();
    cluster.run(600);
    const node = cluster.list('Node').find(({ name }) => name === 'node1');
    expect(readyStateOf(node ?? fail())?.reason).toBe('KubeletNotReady');
  });
});

describe('leader election', () => {
  it('gives the lead to one at once, and to another 15 to 17 s after that one died', () => {
    const cluster = running({ masters: 3 });
    const [first, ...others] = cluster.events('controller-manager.leading');
    expect(others).toEqual([]);
    const diedUs = cluster.world.scheduler.now();
    cluster.world.host(first?.host ?? '').powerOff();
    cluster.run(30);
    const second = cluster.events('controller-manager.leading').at(-1);
    expect(second?.host).not.toBe(first?.host);
    const gapSeconds = ((second?.atUs ?? 0) - diedUs) / 1e6;
    expect(gapSeconds).toBeGreaterThanOrEqual(15);
    expect(gapSeconds).toBeLessThanOrEqual(17.5);
  });

  it('is lost 10 s after the lease can no longer be renewed', () => {
    const cluster = running({ masters: 3 });
    const leader = cluster.events('controller-manager.leading')[0]?.host;
    cluster.etcd.quorum = false;
    cluster.exec(cluster.master(0), 'kubectl --kubeconfig=/etc/kubernetes/admin.conf get nodes');
    cluster.run(25);
    const exits = cluster.events('pod.exited').filter(({ host }) => host === leader);
    expect(exits.map(({ detail }) => detail)).toContainEqual({ pod: 'kube-controller-manager', status: 1 });
  });
});

describe('controller manager and scheduler', () => {
  it('answer on their health ports, so that their liveness probes leave them alone', () => {
    const cluster = simulateCluster({ masters: 3 });
    const probe = (port: number): string =>
      `    livenessProbe:\n      failureThreshold: 8\n      httpGet:\n        host: 127.0.0.1\n        path: /healthz\n        port: ${String(port)}\n`;
    for (const host of cluster.masters) {
      for (const [name, port] of [
        ['kube-controller-manager', 10257],
        ['kube-scheduler', 10259],
      ] as const) {
        host.disk.write(
          `/etc/kubernetes/manifests/${name}.yaml`,
          manifest(name, `k8s.gcr.io/${name}:v1.20.2`, [name], probe(port)),
        );
      }
    }
    startKubelets(cluster);
    cluster.run(60);
    expect(cluster.exec(cluster.master(0), 'curl -sk https://127.0.0.1:10257/healthz').stdout).toBe('ok');
    cluster.run(600);
    expect(cluster.events('pod.exited')).toEqual([]);
  });
});

function fail(): never {
  throw new Error('no such node');
}
