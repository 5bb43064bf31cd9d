import { expect, it } from 'vitest';
import type { ExecutionEvent } from '@quorate/core';
import { armFaults, listNodes, monitorInvariants, Simulation } from '../../src/index.js';
import { faultOf } from '../support/faults.js';
import { mutations, run, starts } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';

interface Told {
  readonly simulation: Simulation;
  readonly events: readonly ExecutionEvent[];
  readonly ending: string;
  readonly violations: readonly unknown[];
}

async function bootstrap(
  kubernetesVersion: string,
  hosts: readonly string[],
  faults: readonly string[],
): Promise<Told> {
  const tutorial = tutorialSpec({ kubernetesVersion });
  const spec = { ...tutorial, hosts: tutorial.hosts.filter(({ name }) => hosts.includes(name)) };
  const simulation = new Simulation({ spec, seed: 1, keepTrace: true });
  const monitor = monitorInvariants(simulation);
  armFaults(
    simulation,
    faults.map((text) => faultOf(spec, text)),
  );
  const { result, events } = await run(simulation);
  const ending = result.status === 'blocked' ? result.reason.code : result.status;
  return { simulation, events, ending, violations: monitor.violations };
}

/** When commands of this title were issued, or settled. */
function times(told: Told, type: 'command.issued' | 'command.settled', title: string): readonly number[] {
  return told.events.flatMap((event) => (event.type === type && event.title === title ? [event.atMs] : []));
}

it.each(['v1.20.2', 'v1.30.14', 'v1.34.1'])(
  'a %s worker whose certificate nobody signed is reset as soon as its kubeadm has ended, and joins again',
  async (version) => {
    const told = await bootstrap(
      version,
      ['jumpbox', 'proxy', 'master1', 'node1'],
      ['stop:master1,kube-controller-manager@kubeadm.phase/node1/phase=kubelet-start~5m30s'],
    );
    expect(told.violations).toEqual([]);
    expect(told.ending).toBe('ready');
    expect(listNodes(told.simulation.world)?.map(({ name }) => name)).toContain('node1');
    expect(starts(told.events, 'systemctl restart kubelet')).toBe(0);
    expect(mutations(told.events).filter((title) => title.includes('node1'))).toEqual([
      'join node1 as a worker',
      'reset node1',
      'join node1 as a worker',
    ]);
    const [ended] = times(told, 'command.settled', 'join node1 as a worker');
    const [reset] = times(told, 'command.issued', 'reset node1');
    expect((reset ?? 0) - (ended ?? 0)).toBeLessThan(1_000);
  },
);

/** kubeadm ≥ 1.33 adds the member first, and waits for the certificate after that. Nobody signs anything for some 5 minutes and `forSpan`. */
const unsignedMaster = (forSpan: string): Promise<Told> =>
  bootstrap(
    'v1.34.1',
    ['jumpbox', 'proxy', 'master1', 'master2'],
    [
      'stop:master1,kube-controller-manager@kubeadm.phase/master2/phase=kubelet-start~8m',
      'slow-start:master2,kube-controller-manager,40m@0s~3m',
      // Its kubelet starts another one in the place of the one that hangs.
      `stop:master1,kube-controller-manager@pod.started/master1/pod=kube-controller-manager/restarts=1+1s~${forSpan}`,
    ],
  );

it('a master whose certificate is signed late keeps its kubelet, which has the only copy of the token', async () => {
  const told = await unsignedMaster('3m');
  expect(told.violations).toEqual([]);
  expect(told.ending).toBe('ready');
  expect(starts(told.events, 'systemctl restart kubelet')).toBe(0);
  expect(mutations(told.events)).toContain('finish the interrupted join of master2');
});

it('a master whose certificate nobody signs in time loses its member, is reset, and joins again', async () => {
  const told = await unsignedMaster('9m');
  expect(told.violations).toEqual([]);
  expect(told.ending).toBe('ready');
  expect(starts(told.events, 'systemctl restart kubelet')).toBe(0);
  expect(
    mutations(told.events)
      .slice(3)
      .filter((title) => title.includes('master2')),
  ).toEqual(['join master2 to the control plane', 'reset master2', 'join master2 to the control plane']);
});
