import { describe, expect, it } from 'vitest';
import { encodeBootstrapToken } from '../../src/kubernetes/bootstrap-token.js';
import { asStrings } from '../../src/kubernetes/json.js';
import { simulateCluster, startKubelets, unwrap } from './simulated-cluster.js';

describe('bootstrap signer', () => {
  it('signs for tokens that may sign, and for no others', () => {
    const cluster = simulateCluster();
    startKubelets(cluster);
    cluster.run(40);
    const client = cluster.client(cluster.master(0));
    const body = { data: { kubeconfig: 'the kubeconfig' } };
    unwrap(
      cluster.complete(
        client.create({ kind: 'ConfigMap', namespace: 'kube-public', name: 'cluster-info', body }),
      ),
    );
    for (const [id, signing] of [
      ['signing', true],
      ['proxies', false],
    ] as const) {
      const token = {
        id: id.slice(0, 6),
        secret: '0123456789abcdef',
        authentication: true,
        signing,
        groups: [],
      };
      unwrap(cluster.complete(client.create(encodeBootstrapToken(token))));
    }
    cluster.run(4);
    const info = cluster.list('ConfigMap').find(({ name }) => name === 'cluster-info');
    expect(Object.keys(asStrings(info?.body['data'])).sort()).toEqual([
      'jws-kubeconfig-signin',
      'kubeconfig',
    ]);
  });
});
