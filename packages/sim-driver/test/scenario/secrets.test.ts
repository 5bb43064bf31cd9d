import { expect, it } from 'vitest';
import { armFaults, Simulation } from '../../src/index.js';
import { run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';
import { faultOf } from '../support/faults.js';

it('no token and no certificate key is in any event, journal, trace, argument or left on a disk', async () => {
  const spec = tutorialSpec();
  const simulation = new Simulation({ spec, seed: 11, keepTrace: true });
  const fault = faultOf(spec, 'kill:master3,kubeadm@etcd.member-added#2+1s');
  armFaults(simulation, [fault]);
  const secrets = new Set<string>();
  const argv = new Set<string>();
  simulation.world.trace.onRecord(() => {
    for (const host of simulation.world.hosts.values()) {
      const text = host.disk.text('/run/quorate/join.yaml') ?? '';
      for (const [, token] of text.matchAll(/token: "?([a-z0-9]{6}\.[a-z0-9]{16})/g))
        secrets.add(token ?? '');
      for (const [, key] of text.matchAll(/certificateKey: "?([0-9a-f]{64})/g)) secrets.add(key ?? '');
      for (const process of host.processes.values()) argv.add(process.argv.join(' '));
    }
  });
  const { result, events, journal } = await run(simulation);
  expect(result.status).toBe('ready');
  // A token and a key of init, and those of the repaired join.
  expect(secrets.size).toBeGreaterThanOrEqual(2);
  const written = [...events, ...journal, ...simulation.world.trace.records].map((one) =>
    JSON.stringify(one),
  );
  for (const secret of secrets) {
    expect([...written, ...argv].filter((text) => text.includes(secret))).toEqual([]);
    for (const host of simulation.world.hosts.values()) {
      const kept = host.disk
        .filesBelow('/run')
        .filter((path) => host.disk.text(path)?.includes(secret) === true);
      expect(kept).toEqual([]);
    }
  }
});
