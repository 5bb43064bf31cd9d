import { collectEvidence, diagnose } from '@quorate/core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Simulation } from '../../src/index.js';
import { cluster, strike } from '../faults/laboratory.js';
import { diagnosisOf } from './diagnosed-run.js';

/** All that a host has and does, apart from what is counted up by looking. */
function stateOf(simulation: Simulation): unknown {
  return [...simulation.world.hosts.values()].map((host) => ({
    host: host.name,
    files: host.disk.filesBelow('/').map((path) => [path, host.disk.read(path)]),
    processes: [...host.processes.values()].map(({ pid, argv }) => [pid, argv.join(' ')]),
    listeners: [...host.listeners].map(({ address, port }) => `${address}:${String(port)}`),
    units: [...host.units.values()].map((unit) => [unit.name, unit.state(), unit.enabled]),
  }));
}

describe('a cluster that is as it should be', () => {
  let simulation: Simulation;

  beforeAll(async () => {
    simulation = await cluster();
    simulation.advance(60_000);
  });

  test('has no known cause', async () => {
    expect((await diagnosisOf(simulation)).causes).toEqual([]);
  });

  test('is not changed by being looked at: no file, no process, no unit, nothing that happens', async () => {
    const before = stateOf(simulation);
    const recorded = simulation.world.trace.records.length;
    const driver = simulation.orchestrator();
    const { items } = await collectEvidence({ spec: simulation.spec, driver, clock: driver });
    driver.detach();
    expect(items.length).toBeGreaterThan(100);
    expect(stateOf(simulation)).toEqual(before);
    expect(simulation.world.trace.records.slice(recorded)).toEqual([]);
  });

  test('shows the containers, logs and ports of its masters in the forms of the real tools', async () => {
    const { evidence } = await diagnosisOf(simulation);
    const text = (source: string): string =>
      evidence.items.find((item) => item.host === 'master2' && item.source === source)?.text ?? '';
    expect(text('containers')).toMatch(/^CONTAINER {11}IMAGE {15}CREATED +STATE {15}NAME/);
    expect(text('containers')).toMatch(/^[0-9a-f]{13} +[0-9a-f]{13} +.* ago +Running +etcd +0 /m);
    expect(text('kubelet-journal')).toMatch(
      /^2026-01-01T00:00:00\+0000 master2 systemd\[1\]: kubelet\.service: Main process exited, code=exited/m,
    );
    expect(text('disk-space')).toMatch(/^Filesystem +1024-blocks +Used Available Capacity Mounted on\n/);
    expect(text('time-sync')).toBe('NTP=yes\nNTPSynchronized=yes\n');
    expect(text('units')).toMatch(/kubelet\.service\n.*\n +Active: active \(running\)/);
  });
});

describe('a cluster in which something happened', () => {
  test.each([
    ['stop-balancer:proxy', 'load-balancer-down'],
    ['only-backend:proxy,master3', 'load-balancer-without-backends'],
    ['expire-certificate:master2,pki/etcd/server.crt', 'certificate-expired'],
    ['premature-certificate:master1,pki/apiserver.crt', 'certificate-not-yet-valid'],
    ['nospace:master1', 'etcd-out-of-space'],
    ['corrupt-member:master1', 'etcd-log-damaged'],
    ['close-port:master1,master2,2380', 'port-closed'],
    ['power-off:master3', 'host-unreachable'],
    ['disk-full:master2', 'disk-full'],
    ['stop-unit:master1,kubelet', 'kubelet-stopped'],
    ['crash-loop:master1,kube-apiserver', 'container-crash-loop'],
  ])('%s is told as %s', async (fault, cause) => {
    const simulation = await cluster();
    strike(simulation, fault);
    simulation.advance(180_000);
    expect((await diagnosisOf(simulation)).causes[0]?.id).toBe(cause);
  });

  test('what a container died of is not held against the one that runs now', async () => {
    const simulation = await cluster();
    const cure = strike(simulation, 'disk-full:master2');
    simulation.advance(120_000);
    expect((await diagnosisOf(simulation)).causes[0]?.id).toBe('disk-full');
    cure();
    simulation.advance(900_000);
    const driver = simulation.orchestrator();
    const evidence = await collectEvidence({ spec: simulation.spec, driver, clock: driver });
    driver.detach();
    expect(diagnose(evidence).causes).toEqual([]);
  });
});
