import type { ClusterSpec } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import { runScenario, Simulation } from '../../src/index.js';
import { etcdMembers } from '../../src/etcd/inspect.js';
import { mutations, run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';

describe('bootstrap in the simulator', () => {
  it('makes the tutorial a cluster of three voters, and every step is in order', async () => {
    const simulation = new Simulation({ spec: tutorialSpec() });
    const { result, events } = await run(simulation);
    expect(result.status).toBe('ready');
    const done = mutations(events);
    expect(done[0]).toBe('configure nginx on proxy');
    expect(done[1]).toBe('initialise the control plane on master1');
    expect(done.filter((title) => title.includes('to the control plane'))).toEqual([
      'join master2 to the control plane',
      'join master3 to the control plane',
    ]);
    const members = etcdMembers(simulation.world);
    expect(members.map((member) => member.name).sort()).toEqual(['master1', 'master2', 'master3']);
    expect(members.filter((member) => member.role === 'leader')).toHaveLength(1);
    expect(members.every((member) => member.members.every((one) => !one.learner && one.name !== ''))).toBe(
      true,
    );
  });

  it('issues no mutating command on a cluster that is ready', async () => {
    const simulation = new Simulation({ spec: tutorialSpec() });
    await run(simulation);
    const again = await run(simulation);
    expect(again.result).toMatchObject({ status: 'ready', changes: 0 });
    expect(mutations(again.events)).toEqual([]);
  });

  it('lets master3 appear days later, with a new token and a new certificate key', async () => {
    const story = await runScenario({
      spec: tutorialSpec(),
      seed: 1,
      faults: [],
      late: { master3: 3 * 86_400_000 },
    });
    expect(story.chapters.map((chapter) => chapter.result.status)).toEqual(['ready', 'ready']);
    expect(etcdMembers(story.simulation.world)).toHaveLength(3);
  });

  it('lets a worker appear later: one token is minted for it, and only one', async () => {
    const minted: string[] = [];
    const late = { node2: 600_000 };
    const story = await runScenario(
      { spec: tutorialSpec(), seed: 1, faults: [], late },
      {
        onEvent: (event) => {
          if (event.type === 'command.issued' && event.command.kind === 'mint-credentials')
            minted.push(event.title);
        },
      },
    );
    expect(story.chapters.map((chapter) => chapter.result.status)).toEqual(['ready', 'ready']);
    expect(minted).toHaveLength(1);
  });

  const versions = [
    'v1.20.2',
    'v1.21.14',
    'v1.22.17',
    'v1.24.17',
    'v1.26.0',
    'v1.28.15',
    'v1.29.4',
    'v1.30.14',
    'v1.31.2',
    'v1.33.0',
    'v1.34.1',
    'v1.36.0',
  ];
  for (const kubernetesVersion of versions) {
    it(`bootstraps Kubernetes ${kubernetesVersion}`, async () => {
      const { result } = await run(new Simulation({ spec: tutorialSpec({ kubernetesVersion }) }));
      expect(result.status === 'blocked' ? result.reason : result.status).toBe('ready');
    });
  }

  it('bootstraps behind haproxy, and five masters, and one master without a load balancer', async () => {
    const haproxy = tutorialSpec({ loadBalancer: { kind: 'haproxy', host: 'proxy' } });
    expect((await run(new Simulation({ spec: haproxy }))).result.status).toBe('ready');
    expect((await run(new Simulation({ spec: withMasters(5) }))).result.status).toBe('ready');
    const { loadBalancer: _, ...rest } = withMasters(1);
    const single: ClusterSpec = {
      ...rest,
      controlPlaneEndpoint: { host: '192.168.56.5', port: 6443 },
      hosts: rest.hosts.filter((host) => host.role !== 'load-balancer'),
    };
    expect((await run(new Simulation({ spec: single }))).result.status).toBe('ready');
  });
});

function withMasters(count: number): ClusterSpec {
  const spec = tutorialSpec();
  const others = spec.hosts.filter((host) => host.role !== 'control-plane');
  const masters = Array.from({ length: count }, (_, index) => ({
    name: `master${index + 1}`,
    role: 'control-plane' as const,
    ssh: { address: `192.168.121.${100 + index}`, port: 22 },
    advertiseAddress: index < 3 ? `192.168.56.${5 + index}` : `192.168.56.${20 + index}`,
  }));
  return { ...spec, hosts: [...others, ...masters] };
}
