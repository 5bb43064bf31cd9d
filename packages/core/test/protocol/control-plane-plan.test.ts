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

describe('a master that is out of sight while another one is to join', () => {
  const three = specOf(3, 0);
  const joined = runningObservation(three, { joined: ['master1', 'master2'] });
  const detail = 'authentication failed';
  const hidden = withHost(joined, 'master1', {
    reachable: 'no',
    etcd: undefined,
    apiReady: undefined,
    detail,
  });
  const AWAY = `master1 is not reachable: ${detail}`;
  const NOT_YET = 'master3 may not join yet';

  function planOfThree(observation: Observation, joinWaitedMs: number, awayMs: number) {
    const waits = {
      'plan/master3': { reason: NOT_YET, sinceMs: NOW_MS - joinWaitedMs },
      master1: { reason: AWAY, sinceMs: NOW_MS - awayMs },
    };
    const stability = { count: 3, sinceMs: 0, lastMs: NOW_MS };
    const context = { ...initialContext({ spec: three }), observation, nowMs: NOW_MS, waits, stability };
    return planControlPlane(context).plan;
  }

  it('is the reason, not the join that is refused for want of healthy voters', () => {
    expect(planOfThree(hidden, 1_000, 1_000)).toMatchObject({
      kind: 'wait',
      host: 'master3',
      reason: NOT_YET,
    });
    expect(planOfThree(hidden, SETTLE_MS, SETTLE_MS)).toMatchObject({
      kind: 'halt',
      block: { code: 'host-unreachable', summary: AWAY },
    });
  });

  it('is told as soon as the join was waited for in vain, whatever became of the wait for that master', () => {
    expect(planOfThree(hidden, SETTLE_MS, 1_000)).toMatchObject({
      kind: 'halt',
      block: { code: 'host-unreachable', summary: AWAY },
    });
  });
});
