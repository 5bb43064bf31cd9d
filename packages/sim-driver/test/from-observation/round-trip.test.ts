import { describe, expect, test } from 'vitest';
import { runScenario, Simulation } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';
import { course, cutDuring, differences, seenAgain } from './seen-again.js';

const spec = tutorialSpec();

async function readyWorld(): Promise<Simulation> {
  const { simulation } = await runScenario({ spec, seed: 3, faults: [], late: {} });
  return simulation;
}

/** What becomes of a ready cluster, with two minutes to notice. */
const SITUATIONS: Readonly<Record<string, (simulation: Simulation) => void>> = {
  'a ready cluster': () => undefined,
  'one master without power': (simulation) => {
    simulation.world.host('master2').powerOff();
  },
  'a wiped master': (simulation) => {
    simulation.wipe('master2');
    simulation.powerOn('master2');
  },
  'quorum lost with two masters': (simulation) => {
    simulation.world.host('master2').powerOff();
    simulation.world.host('master3').powerOff();
  },
  'kubelets stopped while their pods run': (simulation) => {
    for (const name of ['master2', 'master3']) simulation.world.host(name).units.get('kubelet')?.stop();
  },
  'a master whose way to the orchestrator is cut': (simulation) => {
    simulation.world.network.cut('orchestrator', 'master3');
  },
  'a clock that is an hour ahead': (simulation) => {
    simulation.world.host('node1').clockOffsetUs = 3_600_000_000;
  },
};

describe('a world rebuilt from what was seen', () => {
  test('of fresh hosts looks and goes on as they do', async () => {
    const simulation = new Simulation({ spec, seed: 3 });
    const { first, second, rebuilt, assumptions } = await seenAgain(simulation, spec);
    expect(differences(first, second)).toEqual([]);
    expect(assumptions).toEqual([]);
    expect(await course(rebuilt, spec)).toEqual(await course(simulation, spec));
  });

  test.each(Object.entries(SITUATIONS))('of %s looks and goes on as it does', async (_title, happen) => {
    const simulation = await readyWorld();
    happen(simulation);
    simulation.advance(120_000);
    const { first, second, rebuilt } = await seenAgain(simulation, spec);
    const unexplained = differences(first, second).filter((one) => !one.endsWith('.listeners.value'));
    expect(unexplained).toEqual([]);
    expect(await course(rebuilt, spec)).toEqual(await course(simulation, spec));
  });

  test('of expired certificates is blocked by the same', async () => {
    const simulation = await readyWorld();
    simulation.advance(400 * 86_400_000);
    const { rebuilt } = await seenAgain(simulation, spec);
    const original = await course(simulation, spec);
    expect(original.end).toBe('certificate-expired');
    expect(await course(rebuilt, spec)).toEqual(original);
  });

  test('tells hosts of different CAs apart', async () => {
    const simulation = await readyWorld();
    const other = await runScenario({ spec, seed: 11, faults: [], late: {} });
    const stranger = other.simulation.world.host('node2').disk;
    const { disk } = simulation.world.host('node2');
    const paths = ['/etc/kubernetes', '/var/lib/kubelet'].flatMap((folder) => stranger.filesBelow(folder));
    for (const path of paths) disk.write(path, stranger.text(path) ?? '');
    simulation.world.host('node2').units.get('kubelet')?.restart();
    simulation.advance(60_000);
    const { second, rebuilt, assumptions } = await seenAgain(simulation, spec);
    expect(second.hosts['node2']?.caFingerprint).not.toBe(second.hosts['master1']?.caFingerprint);
    expect(second.hosts['node1']?.caFingerprint).toBe(second.hosts['master1']?.caFingerprint);
    expect(assumptions.some((text) => text.startsWith('2 CAs were seen'))).toBe(true);
    expect(await course(rebuilt, spec)).toEqual(await course(simulation, spec));
  });

  test('has the virtual time and the identities of the look', async () => {
    const simulation = await readyWorld();
    const { first, second, rebuilt } = await seenAgain(simulation, spec);
    expect(rebuilt.nowMs() - first.cluster.atMs).toBeLessThan(60_000);
    expect(second.hosts['master2']?.identity).toEqual(first.hosts['master2']?.identity);
    expect(second.hosts['master2']?.etcd?.memberId).toBe(first.hosts['master2']?.etcd?.memberId);
  });

  test('goes on as a join or init that was cut does, at every third file of each', async () => {
    const cuts: string[] = [];
    const differing: string[] = [];
    for (const host of ['master1', 'master2', 'master3', 'node1'])
      for (let files = 2; files <= 32; files += host === 'node1' ? 2 : 6) {
        const simulation = await cutDuring(spec, 5 + files, host, files);
        const { first, second, rebuilt } = await seenAgain(simulation, spec);
        const moved = differences(first, second).filter((one) => !one.endsWith('.listeners.value'));
        const same =
          JSON.stringify(await course(rebuilt, spec)) === JSON.stringify(await course(simulation, spec));
        cuts.push(`${host} ${String(files)}`);
        if (!same || moved.length > 0)
          differing.push(`${host} ${String(files)}: ${same ? moved.join('; ') : 'other changes'}`);
        if (host === 'node1' && files >= 6) break;
      }
    expect(cuts.length).toBeGreaterThan(15);
    expect(differing, `${String(cuts.length)} cuts`).toEqual([]);
  }, 240_000);
});
