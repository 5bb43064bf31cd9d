import { describe, expect, it } from 'vitest';
import { listApiservers, listNodes, listTokens } from '../../src/kubernetes/inspect.js';
import type { SimulatedCluster } from './simulated-cluster.js';
import { createToken, simulateCluster, startKubelets } from './simulated-cluster.js';

function grown(seed: number): SimulatedCluster {
  const cluster = simulateCluster({ seed, masters: 3, workers: 2 });
  startKubelets(cluster);
  cluster.run(30);
  createToken(cluster, { ttlSeconds: 86_400 });
  cluster.run(300);
  return cluster;
}

describe('a cluster at rest', () => {
  it('has no events but the expiry of its token', () => {
    const cluster = grown(1);
    const before = cluster.world.scheduler.fired;
    cluster.run(80_000);
    expect(cluster.world.scheduler.fired - before).toBe(0);
    cluster.run(10_000);
    expect(cluster.events('token.expired')).toHaveLength(1);
  });

  it('is quiet again after one of three masters was lost', () => {
    const cluster = grown(1);
    cluster.master(2).powerOff();
    cluster.run(300);
    const before = cluster.world.scheduler.fired;
    cluster.run(40_000);
    expect(cluster.world.scheduler.fired - before).toBe(0);
  });

  it('can be inspected without time passing', () => {
    const cluster = grown(1);
    const nowUs = cluster.world.scheduler.now();
    expect(listApiservers(cluster.world).map(({ host, ready }) => [host.name, ready])).toEqual([
      ['master1', true],
      ['master2', true],
      ['master3', true],
    ]);
    expect(
      listNodes(cluster.world)
        ?.map(({ name, ready }) => `${name} ${ready}`)
        .sort(),
    ).toEqual(['master1 False', 'master2 False', 'master3 False', 'node1 False', 'node2 False']);
    expect(listTokens(cluster.world)?.map(({ id }) => id)).toEqual(['abcdef']);
    expect(cluster.world.scheduler.now()).toBe(nowUs);
  });
});

describe('a simulation', () => {
  it('is the same for the same seed and another for another', () => {
    const hash = (seed: number): string => grown(seed).world.trace.hash;
    expect(hash(7)).toBe(hash(7));
    expect(hash(7)).not.toBe(hash(8));
  });
});
