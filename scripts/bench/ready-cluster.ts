import type { ClusterSpec } from '@quorate/core';
import type { Simulation } from '@quorate/sim-driver';
import { runScenario } from '@quorate/sim-driver';
import type { Row } from './row.js';
import { row } from './row.js';
import { timed } from './samples.js';

const DAY_MS = 86_400_000;

/** What a cluster costs once it is there: left alone, and under load. */
export async function* readyCluster(spec: ClusterSpec): AsyncGenerator<Row> {
  for (const [name, days] of [
    ['week', 7],
    ['year', 365],
  ] as const) {
    const simulation = await bootstrapped(spec);
    const took = await timed(() => {
      simulation.advance(days * DAY_MS);
    });
    yield row(`idle ready cluster over a simulated ${name}`, (days * DAY_MS) / took, 'simulated:wall', 1);
  }
  yield await etcdLoad(spec);
}

async function bootstrapped(spec: ClusterSpec): Promise<Simulation> {
  const { simulation, chapters } = await runScenario({ spec, seed: 1, faults: [], late: {} });
  if (chapters[0]?.result.status !== 'ready') throw new Error('the cluster did not become ready');
  return simulation;
}

/** Puts through the real request path of a simulated three-member cluster; etcd is what answers them. */
async function etcdLoad(spec: ClusterSpec): Promise<Row> {
  const simulation = await bootstrapped(spec);
  const n = 300;
  const pki = '/etc/kubernetes/pki/etcd';
  const put = (index: number) =>
    simulation.shell('master1', [
      'etcdctl',
      '--endpoints=127.0.0.1:2379',
      `--cacert=${pki}/ca.crt`,
      `--cert=${pki}/server.crt`,
      `--key=${pki}/server.key`,
      'put',
      `/bench/${index}`,
      'value',
    ]);
  const took = await timed(() => {
    for (let index = 1; index <= n; index += 1) {
      const { code, stderr } = put(index);
      if (code !== 0) throw new Error(`etcdctl put: ${stderr}`);
    }
  });
  return row('etcdctl put, three members, the rest of the cluster alive', (n * 1000) / took, 'puts/s', n);
}
