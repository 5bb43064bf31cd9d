import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { ClusterSpec, HostName, Observation } from '../../src/index.js';
import { hostsOf, refusals } from '../../src/index.js';
import { initialContext } from '../../src/protocol/context.js';
import { mayInitialise } from '../../src/protocol/run-plan.js';
import { specOf } from '../protocol/spec-of.js';
import { capacity, identity, listening, machine, ways, withHost } from './defects.js';
import { fitObservation } from './fit-cluster.js';

const masters = fc.integer({ min: 2, max: 7 });
const version = fc.constantFrom('v1.20.2', 'v1.26.0', 'v1.29.4', 'v1.30.14', 'v1.32.0', 'v1.36.0');
const cluster = fc
  .record({ masters, workers: fc.integer({ min: 0, max: 3 }), kubernetesVersion: version })
  .map(({ masters: count, workers, kubernetesVersion }) => specOf(count, workers, { kubernetesVersion }));

type Defect = (spec: ClusterSpec, host: HostName, other: HostName) => Parameters<typeof withHost>[2];

const addressOf = (spec: ClusterSpec, name: HostName): string =>
  spec.hosts.find((host) => host.name === name)?.advertiseAddress ?? '';

const DEFECTS: readonly Defect[] = [
  () => machine({ cpus: 1 }),
  () => machine({ memoryMb: 512 }),
  () => machine({ swaps: ['/swapfile'] }),
  () => machine({ overlay: false }),
  () => machine({ ipForward: 'off' }),
  () => capacity({ missingPrograms: { kind: 'told', value: ['mount'] } }),
  () => capacity({ runtimeSockets: { kind: 'told', value: [] } }),
  () => listening(2379, 'etcd'),
  () => listening(10_257, 'something'),
  () => identity({ addresses: ['10.0.2.15'] }),
  (_, __, other) => identity({ hostname: other }),
  () => (seen) => ({ ...seen, clockOffsetMs: -60_000 }),
  () => (seen) => ({ ...seen, versions: { kubeadm: 'v1.19.0', kubelet: 'v1.19.0' } }),
  (spec, _, other) => ways(addressOf(spec, other), 2380, 'timed-out'),
  (spec, _, other) => ways(addressOf(spec, other), 6443, 'no-route'),
  () => capacity({ machine: { kind: 'not-heard', why: 'connection-lost' } }),
];

function verdictOf(spec: ClusterSpec, observation: Observation) {
  return mayInitialise({ ...initialContext({ spec }), observation });
}

describe('whether a cluster may be initialised', () => {
  test.prop({
    spec: cluster,
    offsets: fc.array(fc.integer({ min: -15_000, max: 15_000 }), { minLength: 12, maxLength: 12 }),
  })('is never refused to hosts that are fit', ({ spec, offsets }) => {
    const observation = spec.hosts.reduce(
      (seen, { name }, index) =>
        withHost(seen, name, (host) => ({ ...host, clockOffsetMs: offsets[index] ?? 0 })),
      fitObservation(spec),
    );
    expect(refusals(verdictOf(spec, observation))).toEqual([]);
  });

  test.prop({ spec: cluster, which: fc.nat(), other: fc.nat(), defect: fc.constantFrom(...DEFECTS) })(
    'is refused for any single defect, by a check that names the host',
    ({ spec, which, other, defect }) => {
      const names = hostsOf(spec, 'control-plane').map(({ name }) => name);
      const name = names[which % names.length] ?? '';
      const neighbour = names[(which + 1 + (other % (names.length - 1))) % names.length] ?? '';
      const observation = withHost(fitObservation(spec), name, defect(spec, name, neighbour));
      const verdict = verdictOf(spec, observation);
      expect(verdict.allowed).toBe(false);
      expect(refusals(verdict).some(({ evidence }) => evidence.includes(name))).toBe(true);
    },
  );
});
