import { readFileSync } from 'node:fs';
import type { ClusterSpec, Driver, HostStep } from '@quorate/core';
import { observeCluster, parseClusterSpec, planReset } from '@quorate/core';
import type { Simulation } from '@quorate/sim-driver';
import { etcdMembers, orchestrate, runScenario } from '@quorate/sim-driver';
import { expect, test } from 'vitest';
import type { ResetRun } from '../../src/reset/carry-out-reset.js';
import { carryOutReset } from '../../src/reset/carry-out-reset.js';
import type { ClusterWorld } from '../../src/world/cluster-world.js';
import { haCluster } from '../fake-terminal.js';
import { fakeTerminal } from '../fake-terminal.js';

function tutorial(): ClusterSpec {
  const parsed = parseClusterSpec(readFileSync(haCluster, 'utf8'), { fileName: haCluster });
  if (!parsed.ok) throw new Error('the example is invalid');
  return { ...parsed.spec, cni: { kind: 'none' } };
}

const spec = tutorial();

interface Reset {
  readonly code: number;
  readonly said: readonly string[];
}

/** `through`: what stands between the command line and the hosts. */
async function resetHosts(
  simulation: Simulation,
  hosts: readonly string[] | 'all',
  through: (driver: Driver, world: Simulation) => Driver = (driver) => driver,
  stop: Pick<ResetRun, 'lease'> & { readonly interrupt?: AbortSignal } = {},
): Promise<Reset> {
  const orchestrator = simulation.orchestrator();
  const said: string[] = [];
  const { interrupt, ...lease } = stop;
  const terminal = fakeTerminal({
    err: (line) => said.push(line),
    ...(interrupt === undefined ? {} : { signal: interrupt }),
  });
  const driver = through(orchestrator, simulation);
  const world: ClusterWorld = {
    ...{ about: 'simulated', simulated: true, driver, clock: orchestrator },
    beside: () => ({ driver, clock: orchestrator, close: () => undefined }),
    onLine: () => undefined,
    close: () => Promise.resolve(),
  };
  const observation = await observeCluster({ spec, driver, clock: orchestrator });
  const plan = planReset(spec, observation, { hosts, leaveUnreachable: false });
  expect(plan.refusals).toEqual([]);
  const code = await carryOutReset({ spec, plan, world, terminal, ...lease });
  orchestrator.detach();
  return { code, said };
}

async function readyCluster(): Promise<Simulation> {
  const { simulation, chapters } = await runScenario({ spec, seed: 1, faults: [], late: {} });
  expect(chapters.at(-1)?.result.status).toBe('ready');
  return simulation;
}

test('after a reset of everything a new bootstrap succeeds, with a new CA', async () => {
  const simulation = await readyCluster();
  const authority = (): string | undefined =>
    simulation.world.host('master1').disk.text('/etc/kubernetes/pki/ca.crt');
  const before = authority();
  expect((await resetHosts(simulation, 'all')).code).toBe(0);
  expect(authority()).toBeUndefined();
  const { result } = await orchestrate(simulation);
  expect(result.status).toBe('ready');
  expect(authority()).not.toBe(before);
});

test('a master that was taken out leaves no member behind, and joins again', async () => {
  const simulation = await readyCluster();
  expect((await resetHosts(simulation, ['master2'])).code).toBe(0);
  expect(
    etcdMembers(simulation.world)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['master1', 'master3']);
  const { result } = await orchestrate(simulation);
  expect(result.status).toBe('ready');
  expect(etcdMembers(simulation.world)).toHaveLength(3);
});

test('a master that leads hands over leadership, and etcd has a leader when its member goes', async () => {
  const simulation = await readyCluster();
  const leads = () => etcdMembers(simulation.world).find(({ role }) => role === 'leader')?.host;
  const leader = leads() ?? '';
  const leaders: (string | undefined)[] = [];
  const { code } = await resetHosts(simulation, [leader], (driver) => ({
    async run(host, step, options) {
      const outcome = await driver.run(host, step, options);
      if (step.kind === 'run' && step.argv.includes('remove')) leaders.push(host, leads());
      return outcome;
    },
  }));
  expect(code).toBe(0);
  const [via] = leaders;
  expect(via).not.toBe(leader);
  expect(leaders).toEqual([via, via]);
});

test('a removal whose answer was lost is looked at and not repeated', async () => {
  const simulation = await readyCluster();
  let removals = 0;
  const { code } = await resetHosts(simulation, ['master2'], (driver) => ({
    async run(host, step, options) {
      const outcome = await driver.run(host, step, options);
      if (step.kind !== 'run' || !step.argv.includes('remove')) return outcome;
      removals += 1;
      return { kind: 'unknown', cause: 'connection-lost', stdout: '', stderr: '', tookMs: outcome.tookMs };
    },
  }));
  expect({ code, removals }).toEqual({ code: 0, removals: 1 });
});

test('a voter that dies between the look and the removal ends it before anything is destroyed', async () => {
  const simulation = await readyCluster();
  let looks = 0;
  const { code, said } = await resetHosts(simulation, ['master2'], (driver, { world }) => ({
    run(host, step, options) {
      if (step.kind === 'run' && step.argv[0] === 'hostname' && host === 'master1') looks += 1;
      if (looks === 2 && world.host('master3').power === 'on') world.host('master3').powerOff();
      return driver.run(host, step, options);
    },
  }));
  expect(code).toBe(4);
  expect(said.join('\n')).toContain('quorum-after-change');
  expect(said.filter((line) => line.startsWith('✓'))).toEqual([]);
  expect(simulation.world.host('master2').disk.text('/etc/kubernetes/admin.conf')).toBeDefined();
});

test('a reset that fails for good is given up, with what was tried and seen', async () => {
  const simulation = await readyCluster();
  const { code, said } = await resetHosts(simulation, ['node1'], (driver) => ({
    async run(host, step, options) {
      if (step.kind !== 'run' || !step.argv.includes('reset')) return driver.run(host, step, options);
      await driver.run(host, { ...step, argv: ['hostname'] }, options);
      const cause = { kind: 'exit', code: 1 } as const;
      return { kind: 'failed', cause, stdout: '', stderr: 'error: device busy', tookMs: 1 };
    },
  }));
  expect(code).toBe(6);
  const text = said.join('\n');
  expect(text).toContain('given up: reset node1 did not take in 4 attempts');
  expect(text).toContain('tried on node1: kubeadm reset -f');
  expect(text).toContain('seen: error: device busy');
});

test('one whose end is never seen is given up as unknown', async () => {
  const simulation = await readyCluster();
  const { code } = await resetHosts(simulation, ['node1'], (driver) => ({
    async run(host, step, options) {
      if (step.kind !== 'run' || !step.argv.includes('reset')) return driver.run(host, step, options);
      await driver.run(host, { ...step, argv: ['hostname'] }, options);
      return { kind: 'unknown', cause: 'timed-out', stdout: '', stderr: '', tookMs: 1 };
    },
  }));
  expect(code).toBe(7);
});

const isReset = (step: HostStep): boolean => step.kind === 'run' && step.argv.includes('reset');

const joined = (simulation: Simulation, host: string): boolean =>
  simulation.world.host(host).disk.text('/etc/kubernetes/kubelet.conf') !== undefined;

test('an interrupt lets the change that is under way end, and begins no other', async () => {
  const simulation = await readyCluster();
  const interrupt = new AbortController();
  const { code, said } = await resetHosts(
    simulation,
    ['node1', 'node2'],
    (driver) => ({
      run(host, step, options) {
        const outcome = driver.run(host, step, options);
        if (isReset(step)) interrupt.abort();
        return outcome;
      },
    }),
    { interrupt: interrupt.signal },
  );
  expect(said).toEqual([
    '→ reset node1',
    'stops as soon as this has ended: reset node1 (interrupted again: at once)',
    expect.stringMatching(/^✓ reset node1 /),
    'interrupted: what is done stays done; reset looks first, and goes on from there, when it is started again',
  ]);
  expect(code).toBe(130);
  expect([joined(simulation, 'node1'), joined(simulation, 'node2')]).toEqual([false, true]);
});

test('an interrupt between two changes ends the look, and begins no other', async () => {
  const simulation = await readyCluster();
  const interrupt = new AbortController();
  let changed = false;
  const lookedOn: boolean[] = [];
  const { code, said } = await resetHosts(
    simulation,
    ['node1', 'node2'],
    (driver) => ({
      run(host, step, options) {
        const isLook = changed && step.kind === 'run' && step.argv[0] === 'hostname';
        if (isLook) interrupt.abort();
        if (isLook) lookedOn.push(!options.signal.aborted);
        if (isReset(step)) changed = true;
        return driver.run(host, step, options);
      },
    }),
    { interrupt: interrupt.signal },
  );
  expect(code).toBe(130);
  expect(lookedOn).toContain(false);
  expect(lookedOn).not.toContain(true);
  expect(said.filter((line) => line.startsWith('→'))).toEqual(['→ reset node1']);
  expect(joined(simulation, 'node2')).toBe(true);
});

test('an interrupted reset whose last change nobody saw the end of says so, and ends with 7', async () => {
  const simulation = await readyCluster();
  const interrupt = new AbortController();
  const { code, said } = await resetHosts(
    simulation,
    ['node1'],
    (driver) => ({
      async run(host, step, options) {
        const outcome = await driver.run(host, step, options);
        if (!isReset(step)) return outcome;
        interrupt.abort();
        return { kind: 'unknown', cause: 'connection-lost', stdout: '', stderr: '', tookMs: outcome.tookMs };
      },
    }),
    { interrupt: interrupt.signal },
  );
  expect(code).toBe(7);
  expect(said).toContain('nobody saw how this ended: reset node1');
});

test('a lease that is lost before any change has words of its own, and is no interrupt', async () => {
  const simulation = await readyCluster();
  const lost = new AbortController();
  const { code, said } = await resetHosts(
    simulation,
    ['node1'],
    (driver) => ({
      run(host, step, options) {
        lost.abort();
        return driver.run(host, step, options);
      },
    }),
    { lease: { signal: lost.signal, mayChange: () => !lost.signal.aborted } },
  );
  expect({ code, said }).toEqual({
    code: 6,
    said: ['stopped, because the lease is lost; nothing was changed'],
  });
});

test('a lease that is lost aborts the change that is under way', async () => {
  const simulation = await readyCluster();
  const lost = new AbortController();
  const { code, said } = await resetHosts(
    simulation,
    ['node1'],
    (driver) => ({
      run(host, step, options) {
        const outcome = driver.run(host, step, options);
        if (isReset(step)) lost.abort();
        return outcome;
      },
    }),
    { lease: { signal: lost.signal, mayChange: () => !lost.signal.aborted } },
  );
  expect(code).toBe(7);
  expect(said).toContain('nobody saw how this ended: reset node1');
  expect(said.at(-1)).toMatch(/^stopped, because the lease is lost: what is done stays done/);
});
