import { describe, expect, it } from 'vitest';
import { lostFitness } from '../../src/decisions/lost-fitness.js';
import type { HostObservation } from '../../src/index.js';
import { hostsOf } from '../../src/index.js';
import { specOf } from '../protocol/spec-of.js';
import { runningObservation, withHost } from './running-cluster.js';

const spec = specOf(3, 0);
const masters = hostsOf(spec, 'control-plane');
const base = runningObservation(spec, { joined: ['master1', 'master2', 'master3'] });
const lost = (name: string, change: Partial<HostObservation>) =>
  lostFitness(spec, withHost(base, name, change), masters).map(({ id, evidence }) => `${id}: ${evidence}`);

describe('what a host has lost since it joined', () => {
  it('is nothing as a rule', () => {
    expect(lostFitness(spec, base, masters)).toEqual([]);
    expect(lostFitness(spec, null, masters)).toEqual([]);
  });

  it('is its name, when another one bears it, or its address', () => {
    const identity = base.hosts['master2']?.identity;
    if (identity === undefined) throw new Error('master2 has an identity');
    expect(lost('master2', { identity: { ...identity, hostname: 'master1' } })).toEqual([
      'host-identity: master1 and master2 have the same hostname master1',
      'host-identity: master2 and master1 have the same hostname master1',
    ]);
    expect(lost('master2', { identity: { ...identity, addresses: ['192.168.56.99'] } })).toEqual([
      expect.stringContaining('host-identity: master2 does not have'),
    ]);
  });

  it('is the time', () => {
    const told = lost('master3', { clockOffsetMs: 3_600_000 });
    expect(told.find((line) => line.includes('the clock of master3 is 1h ahead'))).toBeDefined();
    expect(told.every((line) => line.startsWith('host-clock: '))).toBe(true);
  });

  it('is not what a member may well have: files, a port in use, swap that was waived', () => {
    const capacity = base.hosts['master2']?.capacity;
    if (capacity?.machine?.kind !== 'told') throw new Error('the machine of master2 was read');
    const machine = { kind: 'told', value: { ...capacity.machine.value, memoryMb: 100 } } as const;
    expect(lost('master2', { capacity: { ...capacity, machine } })).toEqual([]);
  });
});
