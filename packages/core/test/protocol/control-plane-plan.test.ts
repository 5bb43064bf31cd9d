import { describe, expect, it } from 'vitest';
import type { Observation, ProtocolContext } from '../../src/index.js';
import { initialContext } from '../../src/protocol/context.js';
import { planControlPlane } from '../../src/protocol/control-plane-plan.js';
import {
  memberOf,
  NOW_MS,
  runningObservation,
  withHost,
  withMembers,
  withNodes,
} from '../decisions/running-cluster.js';
import { specOf } from './spec-of.js';

const spec = specOf(2, 0);
const SETTLE_MS = spec.budgets.settleMs;
const both = runningObservation(spec, { joined: ['master1', 'master2'] });
const NODE_MISSING = 'Node of master1 has not registered';
const UNLISTED = 'etcd of master2 ends, or comes into the member list';

function planOf(observation: Observation, waitedMs: Readonly<Record<string, readonly [string, number]>>) {
  const waits = Object.fromEntries(
    Object.entries(waitedMs).map(([host, [reason, forMs]]) => [host, { reason, sinceMs: NOW_MS - forMs }]),
  );
  const context: ProtocolContext = { ...initialContext({ spec }), observation, nowMs: NOW_MS, waits };
  return planControlPlane(context).plan;
}

describe('a master that does not settle', () => {
  const noNode = withNodes(both, []);

  it('is waited for, and is the reason in the end', () => {
    expect(planOf(noNode, { master1: [NODE_MISSING, 1_000] })).toMatchObject({
      kind: 'wait',
      host: 'master1',
    });
    const restarted = { master1: [NODE_MISSING, SETTLE_MS] } as const;
    expect(planOf(noNode, restarted)).toMatchObject({ kind: 'repair', host: 'master1' });
  });

  it('is not the reason while something is known to be wrong with another, which may be why', () => {
    const anew = withMembers(withHost(noNode, 'master1', { kubelet: { active: 'no', healthy: 'no' } }), [
      memberOf(spec, 'master1'),
    ]);
    const plan = planOf(anew, { master1: [NODE_MISSING, SETTLE_MS], master2: [UNLISTED, SETTLE_MS] });
    expect(plan).toMatchObject({ kind: 'halt', block: { code: 'member-not-listed' } });
    const alone = planOf(anew, { master1: [NODE_MISSING, SETTLE_MS], master2: [UNLISTED, SETTLE_MS - 1] });
    expect(alone).toMatchObject({
      kind: 'halt',
      block: {
        code: 'not-settling',
        evidence: [{ id: 'host-settled', holds: 'no', evidence: expect.stringMatching(/^master1: /) }],
        remedies: ['look at master1: journalctl -u kubelet; the run goes on by itself'],
      },
    });
  });
});
