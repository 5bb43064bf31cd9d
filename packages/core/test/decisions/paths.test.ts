import { describe, expect, it } from 'vitest';
import { outcomeOfPath, peerPaths, peerPortsCheck, workerPathsCheck } from '../../src/decisions/paths.js';
import type { Observation } from '../../src/index.js';
import { hostNamed } from '../../src/index.js';
import { specOf } from '../protocol/spec-of.js';
import { ways, without, withHost } from './defects.js';
import { fitObservation } from './fit-cluster.js';

const spec = specOf(3, 2);
const MASTER3 = '192.168.56.12';

function closed(from: string, to: string, ...ports: readonly number[]): Observation {
  const { advertiseAddress } = hostNamed(spec, to);
  return ports.reduce(
    (seen, port) => withHost(seen, from, ways(advertiseAddress, port, 'timed-out')),
    fitObservation(spec),
  );
}

describe('peer ports between masters', () => {
  it('are accepted when every way is open, whether or not somebody listens', () => {
    expect(peerPortsCheck(spec, fitObservation(spec)).holds).toBe('yes');
    const listens = withHost(fitObservation(spec), 'master1', ways(MASTER3, 2380, 'open'));
    expect(peerPortsCheck(spec, listens).holds).toBe('yes');
  });

  it('are what the evidence says, and need two masters', () => {
    const evidenceOf = (masters: number) => {
      const some = specOf(masters, 0);
      return peerPortsCheck(some, fitObservation(some)).evidence;
    };
    expect(evidenceOf(1)).toBe('there is no other master to reach');
    expect(evidenceOf(2)).toBe('masters reach each other on 6443, 2379, 2380, both ways');
    expect(evidenceOf(3)).toBe(evidenceOf(2));
  });

  it('lead from each master to each other one, none to itself', () => {
    const masters = spec.hosts.filter(({ role }) => role === 'control-plane');
    const pairs = peerPaths(masters).map(({ from, to }) => `${from.name} ${to}`);
    expect(pairs).toHaveLength(18);
    expect(pairs.filter((pair) => masters.some(({ name }) => pair === `${name} ${name}`))).toEqual([]);
  });

  it('are refused when one of them is closed in one direction; both hosts and the port are named', () => {
    expect(peerPortsCheck(spec, closed('master2', 'master3', 2380))).toEqual({
      id: 'peer-ports-open',
      holds: 'no',
      evidence: `master2 to master3 (${MASTER3}): 2380 timed-out`,
    });
  });

  it('are told pair by pair', () => {
    const { evidence } = peerPortsCheck(spec, closed('master1', 'master3', 6443, 2379));
    expect(evidence).toBe(`master1 to master3 (${MASTER3}): 6443 timed-out, 2379 timed-out`);
  });

  for (const outcome of ['timed-out', 'no-route'] as const) {
    it(`are closed when the answer is ${outcome}`, () => {
      const seen = withHost(fitObservation(spec), 'master1', ways(MASTER3, 6443, outcome));
      expect(peerPortsCheck(spec, seen).holds).toBe('no');
    });
  }

  it('are not known when a probe had no answer, or none was made', () => {
    const lost = withHost(fitObservation(spec), 'master1', ways(MASTER3, 6443, 'unknown'));
    expect(peerPortsCheck(spec, lost)).toMatchObject({ holds: 'unknown' });
    const never = withHost(fitObservation(spec), 'master1', ({ paths: _, ...rest }) => rest);
    expect(peerPortsCheck(spec, never).evidence).toContain('master1 to master2, master1 to master3');
  });

  it('are judged for a newcomer in both directions, and for nobody else', () => {
    for (const seen of [closed('master1', 'master3', 2379), closed('master3', 'master1', 2379)]) {
      expect(peerPortsCheck(spec, seen, { newcomer: 'master3' }).holds).toBe('no');
      expect(peerPortsCheck(spec, seen, { newcomer: 'master2' }).holds).toBe('yes');
    }
  });

  it('are not known from before the last change', () => {
    const seen = fitObservation(spec, 1_000);
    expect(peerPortsCheck(spec, seen, { newcomer: 'master2', sinceMs: 1_000 }).holds).toBe('yes');
    expect(peerPortsCheck(spec, seen, { newcomer: 'master2', sinceMs: 1_001 }).holds).toBe('unknown');
  });

  it('leave out a master that cannot be reached itself', () => {
    const away = withHost(closed('master1', 'master3', 2380), 'master3', (seen) => ({
      ...seen,
      reachable: 'no',
    }));
    expect(peerPortsCheck(spec, away).holds).toBe('yes');
  });

  it('leave out a master that was never asked', () => {
    const seen = without(closed('master1', 'master3', 2380), 'master3');
    expect(peerPortsCheck(spec, seen).holds).toBe('yes');
  });
});

describe('a way', () => {
  it('of a host that was never asked is not known', () => {
    const seen = fitObservation(spec);
    const [path] = peerPaths(spec.hosts.filter(({ name }) => name === 'master1' || name === 'master2'));
    expect(path && outcomeOfPath(seen, path)).toBe('refused');
    expect(path && outcomeOfPath(without(seen, 'master1'), path)).toBe('unknown');
  });
});

describe('the ways of a worker', () => {
  const node1 = hostNamed(spec, 'node1');

  it('are accepted when it reaches the endpoint and masters its kubelet', () => {
    expect(workerPathsCheck(spec, fitObservation(spec), node1).holds).toBe('yes');
  });

  it('are refused when a master does not reach its kubelet', () => {
    expect(workerPathsCheck(spec, closed('master2', 'node1', 10_250), node1)).toMatchObject({
      holds: 'no',
      evidence: `master2 to node1 (${node1.advertiseAddress}): 10250 timed-out`,
    });
  });

  it('are refused when it does not reach the endpoint', () => {
    const seen = withHost(fitObservation(spec), 'node1', ways('192.168.56.4', 6443, 'no-route'));
    expect(workerPathsCheck(spec, seen, node1).evidence).toContain('node1 to 192.168.56.4:6443');
  });
});
