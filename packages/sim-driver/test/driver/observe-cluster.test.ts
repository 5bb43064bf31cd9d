import type { Observation } from '@quorate/core';
import { observeCluster } from '@quorate/core';
import { describe, expect, test } from 'vitest';
import { runScenario, Simulation } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';

const spec = tutorialSpec();

function look(simulation: Simulation): Promise<Observation> {
  const orchestrator = simulation.orchestrator();
  return observeCluster({ spec, driver: orchestrator, clock: orchestrator });
}

describe('observeCluster', () => {
  test('sees hosts with nothing on them', async () => {
    const { hosts, cluster } = await look(new Simulation({ spec, seed: 1 }));
    expect(Object.values(hosts).every(({ reachable }) => reachable === 'yes')).toBe(true);
    expect(hosts['master1']?.files).toEqual([]);
    expect(cluster.nodes.known).toBe(false);
  });

  test('sees a ready cluster whole: nodes, members, certificates, who reaches whom', async () => {
    const { simulation } = await runScenario({ spec, seed: 1, faults: [], late: {} });
    const { hosts, cluster } = await look(simulation);
    expect(cluster.nodes.known && cluster.nodes.value.map(({ name, ready }) => [name, ready])).toEqual(
      ['master1', 'master2', 'master3', 'node1', 'node2'].map((name) => [name, 'yes']),
    );
    const members = hosts['master3']?.etcd?.members;
    expect(members?.known === true && members.value.length).toBe(3);
    expect(hosts['master2']?.certificates?.known).toBe(true);
    expect(hosts['master1']?.paths).not.toHaveLength(0);
  });

  test('tells a host that is off from one that is empty', async () => {
    const simulation = new Simulation({ spec, seed: 1 });
    simulation.world.host('master2').powerOff();
    const { hosts } = await look(simulation);
    expect(hosts['master2']).toMatchObject({ reachable: 'no' });
    expect(hosts['master2']?.files).toBeUndefined();
    expect(hosts['master1']?.files).toEqual([]);
  });
});
