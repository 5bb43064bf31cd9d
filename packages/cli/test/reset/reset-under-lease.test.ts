import { readFileSync } from 'node:fs';
import type { ClusterSpec, Driver } from '@quorate/core';
import { observeCluster, parseClusterSpec, planReset, underLease } from '@quorate/core';
import type { Simulation } from '@quorate/sim-driver';
import { runScenario } from '@quorate/sim-driver';
import { expect, test } from 'vitest';
import { resetUnderLease } from '../../src/reset/reset-under-lease.js';
import type { Beside, ClusterWorld } from '../../src/world/cluster-world.js';
import { haCluster } from '../fake-terminal.js';
import { fakeTerminal } from '../fake-terminal.js';

function tutorial(): ClusterSpec {
  const parsed = parseClusterSpec(readFileSync(haCluster, 'utf8'), { fileName: haCluster });
  if (!parsed.ok) throw new Error('the example is invalid');
  return { ...parsed.spec, cni: { kind: 'none' } };
}

const spec = tutorial();

function attached(simulation: Simulation): Beside {
  const driver = simulation.orchestrator();
  return {
    driver,
    clock: driver,
    close: () => {
      driver.detach();
    },
  };
}

async function resetHosts(
  simulation: Simulation,
  hosts: readonly string[] | 'all',
  signal = new AbortController().signal,
  through: (driver: Driver) => Driver = (driver) => driver,
) {
  const said: string[] = [];
  const { driver: hostsDriver, clock, close } = attached(simulation);
  const driver = through(hostsDriver);
  const world: ClusterWorld = {
    ...{ about: 'simulated', simulated: true, driver, clock, onLine: () => undefined },
    beside: () => attached(simulation),
    close: () => Promise.resolve(),
  };
  const terminal = fakeTerminal({ err: (line) => said.push(line), signal });
  const observation = await observeCluster({ spec, driver, clock });
  const plan = planReset(spec, observation, { hosts, leaveUnreachable: false });
  const code = await resetUnderLease({ spec, plan, world, terminal });
  close();
  return { code, said: said.join('\n') };
}

async function readyCluster(): Promise<Simulation> {
  const { simulation } = await runScenario({ spec, seed: 1, faults: [], late: {} });
  return simulation;
}

const joined = (simulation: Simulation, host: string): boolean =>
  simulation.world.host(host).disk.text('/etc/kubernetes/kubelet.conf') !== undefined;

test('a reset changes nothing while somebody else holds the lease, and says who', async () => {
  const simulation = await readyCluster();
  const other = attached(simulation);
  const holder = { name: 'anna@laptop', pid: 4711, runId: 'another-run' };
  const work = await underLease(
    {
      ...{ spec, driver: other.driver, clock: other.clock, lease: { holder, whenHeld: 'refuse' } },
      beside: () => attached(simulation),
    },
    async () => {
      const over = new AbortController();
      const resetting = resetHosts(simulation, ['node1']);
      const waited = other.clock.wait(3_600_000, over);
      // Virtual time passes while this one waits, too.
      other.clock.idle?.();
      const reset = await resetting;
      over.abort();
      await waited;
      return reset;
    },
  );
  other.close();
  expect(work).toMatchObject({ kind: 'ended', value: { code: 4 } });
  const { said } = work.kind === 'ended' ? work.value : { said: '' };
  expect(said).toContain('anna@laptop');
  expect(said).toContain('nothing was changed');
  expect(joined(simulation, 'node1')).toBe(true);
});

test('a reset of everything keeps its lease to the end, also when no API is left', async () => {
  const simulation = await readyCluster();
  const { code, said } = await resetHosts(simulation, 'all');
  expect({ code, lost: said.includes('lease could not be renewed') }).toEqual({ code: 0, lost: false });
  expect(spec.hosts.filter(({ name, role }) => role === 'worker' && joined(simulation, name))).toEqual([]);
});

test('an interrupt does not end the change that is under way, and the lease is given up after it', async () => {
  const simulation = await readyCluster();
  const interrupt = new AbortController();
  const { code, said } = await resetHosts(simulation, ['node1', 'node2'], interrupt.signal, (driver) => ({
    run(host, step, options) {
      const outcome = driver.run(host, step, options);
      if (step.kind === 'run' && step.argv.includes('reset')) interrupt.abort();
      return outcome;
    },
  }));
  expect(code).toBe(130);
  expect(said).toContain('✓ reset node1');
  expect([joined(simulation, 'node1'), joined(simulation, 'node2')]).toEqual([false, true]);
  const again = await resetHosts(simulation, ['node2']);
  expect(again).toMatchObject({ code: 0, said: expect.not.stringContaining('taken over') });
});
