import { describe, expect, it } from 'vitest';
import { etcdMembers } from '../../src/index.js';
import { cluster, strike } from '../faults/laboratory.js';
import { etcdState } from './etcd-state.js';

describe('what is left of etcd', () => {
  it('is one cluster while a leader that was cut off has not noticed that another was elected', async () => {
    const simulation = await cluster(3);
    const leaders = (): readonly string[] =>
      etcdMembers(simulation.world).flatMap(({ role, host }) => (role === 'leader' ? [host] : []));
    strike(simulation, `isolate:${leaders().join()}`);
    for (let tenths = 0; tenths < 30 && leaders().length < 2; tenths += 1) simulation.advance(100);
    expect(leaders()).toHaveLength(2);
    expect(etcdState(simulation)).toMatchObject({ clusters: 1, voters: 3, quorum: 'kept' });
  });
});
