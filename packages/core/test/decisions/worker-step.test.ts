import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/index.js';
import { hostNamed, unknown } from '../../src/index.js';
import { workerStep } from '../../src/decisions/worker-step.js';
import { specOf } from '../protocol/spec-of.js';
import { without } from './defects.js';
import {
  memberOf,
  NOW_MS,
  runningObservation,
  withHost,
  withMembers,
  withNodes,
  withoutAnswer,
} from './running-cluster.js';

const spec = specOf(1, 1);
const SETTLE_MS = spec.budgets.settleMs;
const host = hostNamed(spec, 'node1');
const fresh = runningObservation(spec, { joined: ['master1'] });
const joined = runningObservation(spec, { joined: ['master1'], workers: ['node1'] });

interface Waited {
  readonly reason: string;
  readonly forMs: number;
}

function stepOf(
  observation: Observation,
  waited?: Waited,
  kubeletRestarted = true,
  clusterCa?: string | null,
) {
  return workerStep({
    spec,
    observation,
    host,
    waiting: waited && { reason: waited.reason, sinceMs: NOW_MS - waited.forMs },
    nowMs: NOW_MS,
    kubeletRestarted,
    wasReset: false,
    clusterCa: clusterCa === null ? undefined : 'AA',
  });
}

/** What is done after the first wait has taken this long. */
function afterWaiting(observation: Observation, forMs: number) {
  const step = stepOf(observation);
  if (step.kind !== 'wait') throw new Error(`${step.kind} instead of a wait`);
  return stepOf(observation, { reason: step.reason, forMs });
}

describe('a worker', () => {
  it('joins when nothing is on it and nothing is against it', () => {
    expect(stepOf(fresh)).toMatchObject({ kind: 'join', verdict: { allowed: true } });
  });

  it('is not reset while pods run there under another name', () => {
    const node = {
      name: 'old',
      ready: 'yes',
      labels: [],
      taints: [],
      internalIp: host.advertiseAddress,
    } as const;
    const renamed = withNodes(joined, [node]);
    expect(stepOf(renamed)).toMatchObject({
      kind: 'blocked',
      block: {
        code: 'host-unfit',
        summary:
          'node1 is worker node1 in the specification, and runs pods as worker old: it is not reset for that',
      },
    });
    expect(stepOf(withNodes(joined, [{ ...node, ready: 'no' }])).kind).not.toBe('blocked');
    expect(stepOf(withNodes(joined, [{ ...node, internalIp: '10.0.0.99' }])).kind).not.toBe('blocked');
  });

  it('is complete when its kubelet runs and its Node is there', () => {
    expect(stepOf(joined)).toEqual({ kind: 'complete' });
  });

  it('is waited for while it is not reachable, and blocks in the end', () => {
    const off = withoutAnswer(fresh, 'node1');
    expect(afterWaiting(off, SETTLE_MS - 1).kind).toBe('wait');
    expect(afterWaiting(off, SETTLE_MS)).toMatchObject({
      kind: 'blocked',
      block: {
        code: 'host-unreachable',
        evidence: [{ evidence: 'node1: no route to host' }],
        remedies: ['switch node1 on, or repair the way to it (network, SSH); the run goes on by itself'],
      },
    });
  });

  it('that was never asked is one that is not reachable', () => {
    expect(afterWaiting(without(fresh, 'node1'), SETTLE_MS)).toMatchObject({
      kind: 'blocked',
      block: { code: 'host-unreachable', evidence: [{ evidence: 'node1: no answer' }] },
    });
  });

  it('is left alone while a kubeadm runs there, for as long as a join may take', () => {
    expect(stepOf(withHost(joined, 'node1', { kubeadmRunning: 'yes' }))).toMatchObject({
      kind: 'wait',
      withinMs: spec.budgets.joinTimeoutMs,
    });
  });

  it('is not judged by a disk, processes or Nodes that could not be read', () => {
    const nodes = unknown('no apiserver');
    for (const observation of [
      withHost(fresh, 'node1', { kubeadmRunning: 'unknown' }),
      withHost(fresh, 'node1', { files: undefined }),
      { ...fresh, cluster: { ...fresh.cluster, nodes } },
    ]) {
      expect(stepOf(observation)).toMatchObject({
        kind: 'wait',
        reason: 'node1 and its Node could not be read',
        withinMs: SETTLE_MS,
      });
    }
  });

  it('of another cluster is never touched', () => {
    expect(stepOf(withHost(joined, 'node1', { caFingerprint: 'ZZ' }))).toMatchObject({
      kind: 'blocked',
      block: { code: 'host-of-another-cluster' },
    });
  });

  it('that is joined gets time to register, and is reset in the end', () => {
    const nodes = joined.cluster.nodes.known ? joined.cluster.nodes.value : [];
    const unregistered = withNodes(
      joined,
      nodes.filter(({ name }) => name !== 'node1'),
    );
    expect(afterWaiting(unregistered, SETTLE_MS - 1)).toMatchObject({ kind: 'wait', withinMs: SETTLE_MS });
    expect(afterWaiting(unregistered, SETTLE_MS).kind).toBe('reset-host');
  });

  it('that has its Node, Ready or not, is never reset for its kubelet, nor for an answer that was lost', () => {
    const nodes = joined.cluster.nodes.known
      ? joined.cluster.nodes.value.map((node) => ({ ...node, ready: 'no' as const }))
      : [];
    expect(nodes.length).toBeGreaterThan(0);
    for (const kubelet of [
      { active: 'yes', healthy: 'no' } as const,
      { active: 'no', healthy: 'no' } as const,
      { active: 'yes', healthy: 'unknown' } as const,
      undefined,
    ]) {
      const sick = withHost(joined, 'node1', { kubelet });
      for (const seen of [sick, withNodes(sick, nodes)]) {
        const first = afterWaiting(seen, 0);
        expect(first).toMatchObject({ kind: 'wait', withinMs: SETTLE_MS });
        // The same wait: another one would begin anew, and end in a reset.
        for (const forMs of [SETTLE_MS, 10 * SETTLE_MS]) expect(afterWaiting(seen, forMs)).toEqual(first);
      }
    }
  });

  it('that has its Node has its kubelet restarted once, where it runs and is not healthy', () => {
    const waited = { reason: 'the kubelet of node1 is not healthy', forMs: SETTLE_MS - 1 };
    const sick = withHost(joined, 'node1', { kubelet: { active: 'yes', healthy: 'no' } });
    expect(stepOf(sick, waited, false).kind).toBe('restart-kubelet');
    expect(stepOf(sick, waited, true).kind).toBe('wait');
    const unread = withHost(joined, 'node1', { kubelet: { active: 'yes', healthy: 'unknown' } });
    expect(stepOf(unread, waited, false).kind).toBe('wait');
  });

  it('whose Node is Ready is not reset for a file that is missing', () => {
    const files = ['/etc/kubernetes/pki/ca.crt'];
    const ready = withHost(joined, 'node1', { files });
    expect(afterWaiting(ready, SETTLE_MS)).toMatchObject({ kind: 'wait', withinMs: SETTLE_MS });
    const gone = withNodes(ready, [{ name: 'node1', ready: 'no', labels: [], taints: [] }]);
    expect(stepOf(gone).kind).toBe('reset-host');
  });

  it('is reset only when its CA and that of the cluster were read', () => {
    const partly = withHost(fresh, 'node1', { files: ['/etc/kubernetes/pki/ca.crt'], caFingerprint: 'AA' });
    expect(stepOf(partly).kind).toBe('reset-host');
    expect(stepOf(partly, undefined, true, null).kind).toBe('wait');
    expect(stepOf(withHost(partly, 'node1', { caFingerprint: undefined })).kind).toBe('wait');
  });

  it('that holds a control plane is left to a person', () => {
    for (const file of ['/etc/kubernetes/manifests/etcd.yaml', '/var/lib/etcd/member/wal/0.wal']) {
      const master = withHost(joined, 'node1', { files: ['/etc/kubernetes/kubelet.conf', file] });
      expect(stepOf(master)).toMatchObject({
        kind: 'blocked',
        block: { code: 'host-unfit', evidence: [{ evidence: `node1: ${file}` }] },
      });
    }
  });

  it('that is joined has its kubelet restarted first, where one runs', () => {
    const unregistered = withNodes(joined, []);
    const waited = { reason: 'the kubelet of node1 has not registered its Node', forMs: SETTLE_MS - 1 };
    expect(stepOf(unregistered, waited, false).kind).toBe('restart-kubelet');
    for (const kubelet of [{ active: 'no', healthy: 'no' } as const, undefined])
      expect(stepOf(withHost(unregistered, 'node1', { kubelet }), waited, false).kind).toBe('wait');
  });

  it('of whose kubelet nothing is known is judged by its disk', () => {
    expect(stepOf(withHost(fresh, 'node1', { kubelet: undefined })).kind).toBe('join');
    const waited = { reason: 'the kubelet of node1 has not registered its Node', forMs: 0 };
    expect(stepOf(withHost(joined, 'node1', { kubelet: undefined }), waited).kind).toBe('wait');
  });

  it('that is partly joined is reset', () => {
    for (const facts of [
      { files: ['/etc/kubernetes/pki/ca.crt'] },
      { kubelet: { active: 'yes', healthy: 'yes' } },
    ] as const) {
      expect(stepOf(withHost(fresh, 'node1', facts)).kind).toBe('reset-host');
    }
  });

  it('whose TLS bootstrap began and did not end is reset at once: a restart would end its kubelet for good', () => {
    const kubelet = { active: 'yes', healthy: 'yes', hasCertificate: 'no' } as const;
    const begun = withHost(withNodes(joined, []), 'node1', { kubelet });
    for (const restarted of [false, true])
      expect(stepOf(begun, undefined, restarted)).toEqual({
        kind: 'reset-host',
        reason: 'node1 is partly joined: its kubelet was given no certificate',
      });
    expect(stepOf(withHost(begun, 'node1', { kubeadmRunning: 'yes' })).kind).toBe('wait');
    expect(stepOf(withHost(begun, 'node1', { kubelet: { ...kubelet, hasCertificate: 'yes' } })).kind).toBe(
      'wait',
    );
  });

  it('that has registered is joined, wherever its kubelet has its certificate', () => {
    const kubelet = { active: 'yes', healthy: 'yes', hasCertificate: 'no' } as const;
    expect(stepOf(withHost(joined, 'node1', { kubelet }))).toEqual({ kind: 'complete' });
  });

  it('whose Node is left over loses it before it joins', () => {
    const left = withNodes(fresh, [{ name: 'node1', ready: 'no', labels: [], taints: [] }]);
    expect(stepOf(left).kind).toBe('delete-node');
  });

  it('that is not fit blocks with what is wrong and what to do about it', () => {
    const unfit = withHost(fresh, 'node1', {
      capacity: {
        listeners: { kind: 'told', value: [{ address: '*', port: 10_250, process: 'nc' }] },
      },
    });
    expect(stepOf(unfit)).toMatchObject({
      kind: 'blocked',
      block: {
        code: 'host-unfit',
        summary: 'node1 cannot be joined as it is',
        remedies: expect.arrayContaining([
          'put right what is listed on node1; the run goes on by itself',
        ]) as unknown,
      },
    });
  });

  it('of which something is not known yet is asked again, and blocks in the end', () => {
    const unasked = withHost(fresh, 'node1', { capacity: undefined });
    expect(stepOf(unasked)).toEqual({
      kind: 'wait',
      reason: 'what node1 brings along is not known yet',
      withinMs: SETTLE_MS,
    });
    expect(afterWaiting(unasked, SETTLE_MS - 1).kind).toBe('wait');
    expect(afterWaiting(unasked, SETTLE_MS)).toMatchObject({
      kind: 'blocked',
      block: { code: 'host-unfit' },
    });
  });
});

const masters = specOf(2, 1);
const whole = runningObservation(masters, { joined: ['master1', 'master2'], workers: ['node1'] });
const HELD = 'etcd of master2 ends, or comes into the member list';

const nextFor = (observation: Observation, forMs?: number) =>
  workerStep({
    spec: masters,
    observation,
    host: hostNamed(masters, 'node1'),
    waiting: forMs === undefined ? undefined : { reason: HELD, sinceMs: NOW_MS - forMs },
    nowMs: NOW_MS,
    kubeletRestarted: true,
    wasReset: false,
    clusterCa: 'AA',
  });

describe('while etcd runs on a master as a member that those who answer do not know', () => {
  const anew = withMembers(whole, [memberOf(masters, 'master1')]);

  it('a worker without a Node is waited for, and neither reset nor joined: the API may have lost what it knew', () => {
    for (const observation of [withNodes(anew, []), withHost(anew, 'node1', { files: [] })]) {
      expect(nextFor(observation)).toEqual({
        kind: 'wait',
        reason: HELD,
        on: 'master2',
        withinMs: SETTLE_MS,
      });
      expect(nextFor(observation, SETTLE_MS - 1).kind).toBe('wait');
      expect(nextFor(observation, SETTLE_MS)).toMatchObject({
        kind: 'blocked',
        block: { code: 'member-not-listed' },
      });
    }
  });

  it('a worker whose Node is there is complete', () => {
    expect(nextFor(anew)).toEqual({ kind: 'complete' });
  });
});

it('a worker is left alone while the masters hold different clusters', () => {
  const rival = withHost(whole, 'master2', { caFingerprint: 'BB' });
  for (const observation of [rival, withNodes(rival, []), withHost(rival, 'node1', { files: [] })]) {
    expect(nextFor(observation)).toMatchObject({ kind: 'blocked', block: { code: 'two-clusters' } });
  }
});
