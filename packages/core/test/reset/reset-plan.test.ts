import { describe, expect, test } from 'vitest';
import type { Observation, ResetPlan } from '../../src/index.js';
import { nextResetStep, planReset, unknown } from '../../src/index.js';
import {
  memberOf,
  runningObservation,
  withHost,
  withMembers,
  withNodes,
  withoutAnswer,
} from '../decisions/running-cluster.js';
import { fitObservation } from '../decisions/fit-cluster.js';
import { specOf } from '../protocol/spec-of.js';

const spec = specOf(3, 2);
const MASTERS = ['master1', 'master2', 'master3'];
const whole = runningObservation(spec, { joined: MASTERS, workers: ['node1', 'node2'] });

function plan(
  observation: Observation,
  hosts: readonly string[] | 'all',
  leaveUnreachable = false,
): ResetPlan {
  return planReset(spec, observation, { hosts, leaveUnreachable });
}

describe('the plan of a reset', () => {
  test('takes workers first, and the master that serves best last', () => {
    expect(plan(whole, 'all')).toEqual({
      whole: true,
      order: ['node1', 'node2', 'master3', 'master2', 'master1'],
      left: [],
      voters: { before: 3, after: 0 },
      refusals: [],
    });
    const sick = withHost(whole, 'master1', { apiReady: 'no' });
    expect(plan(sick, 'all').order.slice(2)).toEqual(['master1', 'master3', 'master2']);
  });

  test('permits one master of three, and says what remains', () => {
    expect(plan(whole, ['master2'])).toMatchObject({ voters: { before: 3, after: 2 }, refusals: [] });
  });

  test('refuses one of the two masters that are up: the voter that is off still counts', () => {
    const { refusals } = plan(withoutAnswer(whole, 'master3'), ['master2']);
    expect(refusals).toHaveLength(1);
    expect(refusals[0]?.why).toContain('would not keep quorum without master2');
  });

  test('permits two masters of three, one after the other, and never all', () => {
    expect(plan(whole, ['master2', 'master3']).refusals).toEqual([]);
    expect(plan(whole, MASTERS).refusals[0]?.why).toContain('would not keep quorum without master1');
  });

  test('permits two of four masters beside a dead one: each removal is judged by what the one before left', () => {
    const four = specOf(5, 0);
    const joined = ['master1', 'master2', 'master3', 'master4', 'master5'];
    const seen = withoutAnswer(runningObservation(four, { joined }), 'master5');
    const ask = (hosts: readonly string[]) =>
      planReset(four, seen, { hosts, leaveUnreachable: false }).refusals.length;
    expect([ask(['master4']), ask(['master4', 'master3']), ask(['master4', 'master3', 'master2'])]).toEqual([
      0, 0, 1,
    ]);
  });

  test('refuses a master while no quorum is seen, and a worker only when it cannot be reached', () => {
    const etcd = {
      members: { known: false, why: 'x' },
      healthy: 'no',
      alarms: { known: false, why: 'x' },
    } as const;
    const lost = MASTERS.reduce((seen, name) => withHost(seen, name, { etcd }), whole);
    expect(plan(lost, ['master2']).refusals[0]?.why).toContain('no quorum is seen');
    expect(plan(lost, ['node1']).refusals).toEqual([]);
    expect(plan(withoutAnswer(whole, 'node1'), ['node1']).refusals[0]?.why).toContain('not reachable: node1');
  });

  test('leaves hosts out only of a whole cluster, and only when told to', () => {
    const off = withoutAnswer(whole, 'master3');
    expect(plan(off, 'all').refusals).toHaveLength(1);
    expect(plan(off, 'all', true)).toMatchObject({ left: ['master3'], refusals: [] });
    expect(plan(off, ['master3'], true).refusals).not.toEqual([]);
  });

  test('never touches a host of another cluster, or one that a kubeadm works on', () => {
    const foreign = withHost(whole, 'node1', { caFingerprint: 'BB' });
    expect(plan(foreign, 'all').refusals[0]?.why).toContain('belongs to another cluster');
    expect(plan(withHost(whole, 'master3', { caFingerprint: 'BB' }), 'all').refusals).not.toEqual([]);
    const busy = withHost(whole, 'node1', { kubeadmRunning: 'yes' });
    expect(plan(busy, ['node1']).refusals[0]?.why).toContain('a kubeadm is at work on node1');
    const dark = withHost(whole, 'node1', { files: undefined });
    expect(plan(dark, ['node1']).refusals[0]?.why).toContain('could not be read');
  });

  test('never takes a voter for a worker, whatever the specification calls it', () => {
    const voter = withHost(whole, 'node1', { files: ['/etc/kubernetes/manifests/etcd.yaml'] });
    for (const hosts of [['node1'], 'all'] as const)
      expect(plan(voter, hosts).refusals[0]?.why).toContain('holds a control plane');
  });

  test('finds nothing to do on clean hosts', () => {
    expect(plan(fitObservation(spec), 'all').order).toEqual([]);
  });
});

describe('the next step of a reset', () => {
  const one = plan(whole, ['master2']);

  test('is the member, then the host, then the Node', () => {
    expect(nextResetStep(spec, whole, one)).toEqual({
      kind: 'command',
      command: { kind: 'remove-member', memberId: 'id1', via: 'master1' },
    });
    const removed = withMembers(whole, [memberOf(spec, 'master1'), memberOf(spec, 'master3')]);
    expect(nextResetStep(spec, removed, one)).toMatchObject({
      command: { kind: 'reset-host', host: 'master2' },
    });
    const clean = withHost(removed, 'master2', {
      ...{ files: [], etcd: undefined, apiReady: undefined },
      kubelet: { active: 'no', healthy: 'no' },
    });
    expect(nextResetStep(spec, clean, one)).toMatchObject({
      command: { kind: 'delete-node', node: 'master2', via: 'master1' },
    });
    const nodes = clean.cluster.nodes.known ? clean.cluster.nodes.value : [];
    const gone = withNodes(
      clean,
      nodes.filter(({ name }) => name !== 'master2'),
    );
    expect(nextResetStep(spec, gone, one)).toEqual({ kind: 'done' });
  });

  test('is refused when a voter was lost since the plan was made', () => {
    const now = withoutAnswer(whole, 'master3');
    expect(nextResetStep(spec, now, one)).toMatchObject({ kind: 'refused', verdict: { allowed: false } });
  });

  test('is refused when the members are not told any more, and not where everything goes', () => {
    const etcd = { members: unknown('timed out'), healthy: 'no', alarms: unknown('timed out') } as const;
    const silent = MASTERS.reduce((seen, name) => withHost(seen, name, { etcd }), whole);
    expect(nextResetStep(spec, silent, one)).toMatchObject({
      kind: 'refused',
      verdict: { allowed: false, checks: [{ id: 'member-lists-agree', holds: 'unknown' }] },
    });
    expect(nextResetStep(spec, silent, plan(whole, 'all')).kind).toBe('command');
  });

  test('goes on without the member where everything goes', () => {
    const now = withoutAnswer(whole, 'master3');
    const all = plan(now, 'all', true);
    const masters = { ...all, order: ['master2', 'master1'] };
    expect(nextResetStep(spec, now, masters)).toMatchObject({
      command: { kind: 'reset-host', host: 'master2' },
    });
  });
});
