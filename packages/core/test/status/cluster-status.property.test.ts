import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { clusterStatus, isDone, quorumOf } from '../../src/index.js';
import { NOW_MS, withHost, withoutAnswer } from '../decisions/running-cluster.js';
import { servingObservation } from './serving-cluster.js';
import { specOf } from '../protocol/spec-of.js';

const sizes = fc.constantFrom(1, 3, 5, 7);

test.prop([sizes, fc.infiniteStream(fc.boolean())])(
  'whoever is off, what may still fail is the healthy voters beyond the quorum',
  (masters, coins) => {
    const spec = specOf(masters, 0);
    const names = Array.from({ length: masters }, (_, index) => `master${index + 1}`);
    const off = names.filter(() => coins.next().value);
    const seen = off.reduce(withoutAnswer, servingObservation(spec, { joined: names }));
    const { quorum } = clusterStatus(spec, seen, NOW_MS);
    const up = masters - off.length;
    if (up === 0) expect(quorum.kind).toBe('unknown');
    else
      expect(quorum).toMatchObject({
        kind: 'held',
        voters: masters,
        tolerates: Math.max(0, up - quorumOf(masters)),
      });
  },
);

const facts = fc.record({
  apiReady: fc.constantFrom('yes', 'no', 'unknown'),
  apiReadyViaEndpoint: fc.constantFrom('yes', 'no', 'unknown'),
  reachable: fc.constantFrom('yes', 'no'),
  kubeadmRunning: fc.constantFrom('no', 'yes', 'unknown'),
} as const);

test.prop([fc.constantFrom('master1', 'master2', 'master3'), facts])(
  'no cluster is called healthy that does not meet the post-condition, and any other one has a problem',
  (name, changed) => {
    const spec = specOf(3, 1);
    const running = servingObservation(spec, {
      joined: ['master1', 'master2', 'master3'],
      workers: ['node1'],
    });
    const seen = withHost(running, name, changed);
    const status = clusterStatus(spec, seen, NOW_MS);
    if (status.health === 'healthy') expect(isDone(spec, seen, NOW_MS).allowed).toBe(true);
    else expect(status.problems.filter(({ urgency }) => urgency === 'now')).not.toEqual([]);
  },
);
