import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/index.js';
import { hostNamed, unknown } from '../../src/index.js';
import { controlPlaneStep } from '../../src/decisions/control-plane-step.js';
import { membershipOf } from '../../src/decisions/membership.js';
import { specOf } from '../protocol/spec-of.js';
import { memberOf, NOW_MS, runningObservation, withHost, withMembers } from './running-cluster.js';

const spec = specOf(4, 0);
const NAMES = ['master1', 'master2', 'master3', 'master4'];
const four = runningObservation(spec, { joined: NAMES });
const members = NAMES.map((name) => memberOf(spec, name));

function stepOf(observation: Observation, name: string, forMs?: number, reason = '', settleMs = 300_000) {
  const within = { ...spec, budgets: { ...spec.budgets, settleMs } };
  return controlPlaneStep({
    spec: within,
    observation,
    membership: membershipOf(within, observation),
    host: hostNamed(spec, name),
    waiting: forMs === undefined ? undefined : { reason, sinceMs: NOW_MS - forMs },
    nowMs: NOW_MS,
    kubeletRestarted: false,
    wasReset: false,
    clusterCa: 'AA',
  });
}

describe('a master', () => {
  const unstarted = withMembers(
    four,
    members.map((member) => (member.name === 'master4' ? { ...member, name: '' } : member)),
  );

  it('that was never looked at is unreachable', () => {
    const { master4: _gone, ...hosts } = runningObservation(spec, { joined: NAMES.slice(0, 3) }).hosts;
    expect(stepOf({ ...four, hosts }, 'master4')).toEqual({
      kind: 'unreachable',
      reason: 'master4 is not reachable: no answer',
    });
  });

  it('whose member has not started is dealt with although the Nodes are not readable', () => {
    const blind = { ...unstarted, cluster: { ...unstarted.cluster, nodes: unknown('no quorum') } };
    expect(stepOf(withHost(blind, 'master4', { files: [], etcd: undefined }), 'master4').kind).toBe(
      'remove-member',
    );
    expect(stepOf(blind, 'master4')).toMatchObject({
      kind: 'wait',
      reason: 'the kubelet of master4 is starting its etcd member',
    });
  });

  it('gets its kubelet restarted after half of a short budget', () => {
    const unready = withHost(four, 'master4', { apiReady: 'no' });
    const reason = 'the apiserver of master4 is not ready yet';
    expect(stepOf(unready, 'master4', 9_999, reason, 20_000).kind).toBe('wait');
    expect(stepOf(unready, 'master4', 10_000, reason, 20_000)).toEqual({
      kind: 'restart-kubelet',
      reason:
        'the apiserver of master4 is not ready yet, for 10 s: the kubelet of master4 may have refused the pod',
    });
  });

  it('whose member may not go because another one is changing says so, not that quorum is lost', () => {
    const both = withMembers(
      four,
      members.map((member) =>
        member.name === 'master1' || member.name === 'master2' ? member : { ...member, name: '' },
      ),
    );
    const stuck = withHost(both, 'master4', { files: [] });
    expect(stepOf(stuck, 'master4')).toMatchObject({
      kind: 'blocked',
      block: {
        code: 'member-not-removable',
        evidence: [{ id: 'no-other-change-in-flight', holds: 'no' }],
        remedies: ['make the other members healthy first; the run goes on by itself'],
      },
    });
  });

  it('whose kubelet is not known to be off is not undone', () => {
    const unread = withHost(unstarted, 'master4', { kubelet: undefined });
    expect(stepOf(unread, 'master4').kind).toBe('wait');
    expect(stepOf(withHost(four, 'master4', { apiReady: 'no', kubelet: undefined }), 'master4').kind).toBe(
      'wait',
    );
    const empty = runningObservation(spec, { joined: NAMES.slice(0, 3) });
    expect(stepOf(withHost(empty, 'master4', { kubelet: undefined }), 'master4').kind).toBe('join');
  });
});
