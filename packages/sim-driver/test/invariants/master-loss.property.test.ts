import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { ShellResult } from '../../src/index.js';
import { Simulation } from '../../src/index.js';
import { etcdMembers } from '../../src/etcd/inspect.js';
import { run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';

const spec = tutorialSpec();
const MASTERS = ['master1', 'master2', 'master3'] as const;
const ADMIN = { KUBECONFIG: '/etc/kubernetes/admin.conf' };
const numRuns = 25;

function configMap(simulation: Simulation, via: string, name: string): ShellResult {
  return simulation.shell(via, ['kubectl', 'create', 'configmap', name, '--from-literal=a=b'], ADMIN);
}

async function readyCluster(seed: number, idleMs: number): Promise<Simulation> {
  const simulation = new Simulation({ spec, seed });
  const { result } = await run(simulation);
  expect(result.status).toBe('ready');
  simulation.advance(idleMs);
  return simulation;
}

const moment = { seed: fc.nat({ max: 100_000 }), idleMs: fc.integer({ min: 0, max: 3_600_000 }) };

describe('after three masters are ready', () => {
  test.prop({ ...moment, lost: fc.constantFrom(...MASTERS) }, { numRuns })(
    'the loss of any one keeps quorum, the API behind the load balancer, and committed data',
    async ({ seed, idleMs, lost }) => {
      const simulation = await readyCluster(seed, idleMs);
      const via = MASTERS.find((name) => name !== lost) ?? 'master1';
      expect(configMap(simulation, via, 'before').code).toBe(0);
      simulation.world.host(lost).powerOff();
      simulation.advance(30_000);
      expect(etcdMembers(simulation.world).filter((member) => member.role === 'leader')).toHaveLength(1);
      expect(configMap(simulation, via, 'after')).toMatchObject({ code: 0 });
      const kept = simulation.shell(via, ['kubectl', 'get', 'configmap', 'before', '-o', 'name'], ADMIN);
      expect(kept).toMatchObject({ code: 0, stdout: 'configmap/before\n' });
    },
  );

  test.prop({ ...moment, kept: fc.constantFrom(...MASTERS) }, { numRuns })(
    'the loss of two loses quorum: no leader, nothing can be written, and the protocol says so and changes nothing',
    async ({ seed, idleMs, kept }) => {
      const simulation = await readyCluster(seed, idleMs);
      for (const name of MASTERS) if (name !== kept) simulation.world.host(name).powerOff();
      simulation.advance(30_000);
      expect(etcdMembers(simulation.world).filter((member) => member.role === 'leader')).toEqual([]);
      expect(configMap(simulation, kept, 'after').code).not.toBe(0);
      const again = await run(simulation);
      expect(again.result).toMatchObject({ status: 'blocked', changes: 0, reason: { code: 'quorum-lost' } });
    },
  );

  // In the example a master that came back met a new one while it was still dialling it.
  const whileDialling = { seed: 28_083, idleMs: 18, lost: 'master2' } as const;
  test.prop({ ...moment, lost: fc.constantFrom(...MASTERS) }, { numRuns: 10, examples: [whileDialling] })(
    'with one lost, adding a master is refused with the reason, and goes on when it is back',
    async ({ seed, idleMs, lost }) => {
      const extra = {
        name: 'master4',
        role: 'control-plane' as const,
        ssh: { address: '192.168.121.44', port: 22 },
        advertiseAddress: '192.168.56.44',
      };
      const five = {
        ...spec,
        hosts: [
          ...spec.hosts,
          extra,
          {
            ...extra,
            name: 'master5',
            ssh: { address: '192.168.121.45', port: 22 },
            advertiseAddress: '192.168.56.45',
          },
        ],
      };
      const simulation = new Simulation({ spec: five, seed });
      expect((await run(simulation, { spec })).result.status).toBe('ready');
      simulation.advance(idleMs);
      simulation.world.host(lost).powerOff();
      simulation.advance(60_000);
      const refused = await run(simulation, { spec: five });
      expect(refused.result.status).toBe('blocked');
      const joins = refused.events.filter(
        (event) => event.type === 'command.issued' && event.command.kind === 'join-control-plane',
      );
      expect(joins).toEqual([]);
      simulation.powerOn(lost);
      simulation.advance(120_000);
      expect((await run(simulation, { spec: five })).result.status).toBe('ready');
      expect(etcdMembers(simulation.world)).toHaveLength(5);
    },
  );
});
