import { execute } from '@quorate/core';
import { describe, expect, test } from 'vitest';
import { simulationFromObservation } from '../../src/from-observation/simulation-from-observation.js';
import type { Fault } from '../../src/index.js';
import { armFaults, orchestrate, parseFault, runScenario, Simulation } from '../../src/index.js';
import { planAhead, readSavedObservation, renderSavedObservation } from '../../src/plan/index.js';
import { specToPrepare, unpreparedSimulation } from '../support/preparation.js';
import { tutorialSpec } from '../support/specs.js';
import { course, differences, look, seenAgain } from './seen-again.js';

function fault(text: string): Fault {
  const parsed = parseFault(text, ['master2']);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

describe('a world rebuilt from what was seen', () => {
  test('has plain machines where nothing was prepared', async () => {
    const spec = specToPrepare();
    const simulation = unpreparedSimulation(spec);
    const { first, second, rebuilt } = await seenAgain(simulation, spec);
    expect(differences(first, second)).toEqual([]);
    expect(await course(rebuilt, spec)).toEqual(await course(simulation, spec));
  });

  test('has half-prepared machines, interrupted package work among it', async () => {
    const spec = specToPrepare();
    const simulation = unpreparedSimulation(spec);
    const driver = simulation.orchestrator();
    const stop = new AbortController();
    let installs = 0;
    await execute({
      spec,
      driver,
      clock: driver,
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type !== 'step.settled' || !event.line.includes('apt-get')) return;
        installs += 1;
        if (installs === 10) stop.abort();
      },
    });
    driver.detach();
    simulation.advance(120_000);
    const { rebuilt } = await seenAgain(simulation, spec);
    const original = await course(simulation, spec);
    expect(original.changes.some((title) => title.includes('complete interrupted package work'))).toBe(true);
    expect(await course(rebuilt, spec)).toEqual(original);
  });

  test('has learners where they were left over', async () => {
    const spec = tutorialSpec({ kubernetesVersion: 'v1.30.4' });
    const simulation = new Simulation({ spec, seed: 4 });
    armFaults(simulation, [fault('kill:master2,kubeadm@etcd.member-added#1')]);
    const driver = simulation.orchestrator();
    const stop = new AbortController();
    await execute({
      spec,
      driver,
      clock: driver,
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'command.settled' && event.title.startsWith('join master2')) stop.abort();
      },
    });
    driver.detach();
    const { first, second, rebuilt } = await seenAgain(simulation, spec);
    const members = first.hosts['master1']?.etcd?.members;
    expect(members?.known === true && members.value.filter(({ learner }) => learner)).toHaveLength(1);
    expect(second.hosts['master1']?.etcd?.members).toEqual(members);
    // Every container of a rebuilt world has just been started: its controller manager may sign a token too late.
    const again = await course(rebuilt, spec);
    const changes = again.changes.filter((title) => title !== 'create a bootstrap token on master1');
    expect({ ...again, changes }).toEqual(await course(simulation, spec));
  });

  test('has a worker whose TLS bootstrap did not end', async () => {
    const spec = tutorialSpec();
    const simulation = new Simulation({ spec, seed: 1 });
    await orchestrate(simulation);
    const { disk, units } = simulation.world.host('node1');
    disk.remove('/var/lib/kubelet/pki/kubelet-client-current.pem');
    simulation.shell('master1', [
      'kubectl',
      '--kubeconfig=/etc/kubernetes/admin.conf',
      'delete',
      'node',
      'node1',
    ]);
    units.get('kubelet')?.restart();
    simulation.advance(30_000);
    const { first, second, rebuilt, assumptions } = await seenAgain(simulation, spec);
    expect(first.hosts['node1']?.kubelet?.hasCertificate).toBe('no');
    expect(second.hosts['node1']?.kubelet?.hasCertificate).toBe('no');
    expect(assumptions.join()).toContain('node1: its kubelet has no certificate');
    const { changes } = await course(rebuilt, spec);
    expect(changes).toContain('reset node1');
    expect(changes).toEqual((await course(simulation, spec)).changes);
  });

  test("leads through somebody else's load balancer, and says that it assumes so", async () => {
    const spec = tutorialSpec({
      loadBalancer: { kind: 'external' },
      controlPlaneEndpoint: { host: 'api.example.net', port: 6443 },
    });
    const seen = await look(new Simulation({ spec, seed: 1 }), spec);
    // In that world nothing answers at the endpoint; here nobody has tried it.
    const hosts = Object.entries(seen.hosts).map(
      ([name, { paths: _none, ...host }]) => [name, host] as const,
    );
    const observation = { ...seen, hosts: Object.fromEntries(hosts) };
    const { assumptions } = await simulationFromObservation({ spec, observation });
    expect(assumptions).toContain(
      'the external load balancer forwards to every master whose apiserver answers',
    );
    const plan = await planAhead({ spec, observation });
    expect(plan?.end).toEqual({ kind: 'ready' });
  });
});

describe('a saved observation', () => {
  const spec = tutorialSpec();

  test('is read back as it was', async () => {
    const { simulation } = await runScenario({ spec, seed: 3, faults: [], late: {} });
    const observation = await look(simulation, spec);
    const read = readSavedObservation(renderSavedObservation(spec, observation), spec);
    expect(read).toEqual({ kind: 'read', observation: JSON.parse(JSON.stringify(observation)) });
  });

  test('is refused for other hosts, in another format, and when it is none', async () => {
    const observation = await look(new Simulation({ spec, seed: 1 }), spec);
    const text = renderSavedObservation(spec, observation);
    const fewer = { ...spec, hosts: spec.hosts.slice(0, -1) };
    expect(readSavedObservation(text, fewer).kind).toBe('other-hosts');
    expect(readSavedObservation(text.replace('"1.0"', '"2.1"'), spec)).toEqual({
      kind: 'other-version',
      found: '2.1',
    });
    for (const observation of ['null', '[]', '{"hosts":null,"cluster":{}}'])
      expect(
        readSavedObservation(`{"format_version":"1.0","observation":${observation}}`, spec).kind,
        observation,
      ).toBe('unreadable');
    expect(readSavedObservation('{}', spec).kind).toBe('unreadable');
    expect(readSavedObservation('nothing', spec).kind).toBe('unreadable');
  });
});
