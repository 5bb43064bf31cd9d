import { describe, expect, it } from 'vitest';
import type {
  HostName,
  HostObservation,
  Known,
  MemberObservation,
  NodeObservation,
  Observation,
} from '../../src/index.js';
import { hostNamed, known, unknown } from '../../src/index.js';
import type { ControlPlaneStep } from '../../src/decisions/control-plane-step.js';
import { CATCHING_UP, controlPlaneStep, isControlPlaneNode } from '../../src/decisions/control-plane-step.js';
import { membershipOf } from '../../src/decisions/membership.js';
import { specOf } from '../protocol/spec-of.js';
import {
  memberOf,
  NOW_MS,
  runningObservation,
  withHost,
  withMembers,
  withNodes,
  withoutAnswer,
} from './running-cluster.js';

const spec = specOf(3, 0);
const SETTLE_MS = spec.budgets.settleMs;
const three = runningObservation(spec, { joined: ['master1', 'master2', 'master3'] });
const two = runningObservation(spec, { joined: ['master1', 'master2'] });
const [first, second, third] = ['master1', 'master2', 'master3'].map((name) => memberOf(spec, name)) as [
  MemberObservation,
  MemberObservation,
  MemberObservation,
];

/** Its TLS bootstrap has begun and not ended. */
const HALF_BOOTSTRAPPED = { active: 'yes', healthy: 'yes', hasCertificate: 'no' } as const;

interface Situation {
  readonly waiting?: { readonly reason: string; readonly forMs: number };
  readonly kubeletRestarted?: boolean;
  readonly wasReset?: boolean;
  /** `null`: nobody could read it. */
  readonly clusterCa?: string | null;
}

function stepOf(observation: Observation, name: HostName, situation: Situation = {}): ControlPlaneStep {
  const { waiting, kubeletRestarted = false, wasReset = false, clusterCa = 'AA' } = situation;
  return controlPlaneStep({
    spec,
    observation,
    membership: membershipOf(spec, observation),
    host: hostNamed(spec, name),
    waiting: waiting && { reason: waiting.reason, sinceMs: NOW_MS - waiting.forMs },
    nowMs: NOW_MS,
    kubeletRestarted,
    wasReset,
    clusterCa: clusterCa ?? undefined,
  });
}

/** The reason for which it waits at first, then what is done once that wait has taken `forMs`. */
function afterWaiting(observation: Observation, name: HostName, forMs: number, more: Situation = {}) {
  const step = stepOf(observation, name, more);
  if (step.kind !== 'wait') throw new Error(`${step.kind} instead of a wait`);
  return stepOf(observation, name, { ...more, waiting: { reason: step.reason, forMs } });
}

function nodesWithout(name: HostName, other?: NodeObservation): Observation {
  const nodes = three.cluster.nodes;
  if (!nodes.known) throw new Error('the Nodes are known');
  const rest = nodes.value.filter((node) => node.name !== name);
  return withNodes(three, other === undefined ? rest : [...rest, other]);
}

describe('a master that cannot be judged', () => {
  it('is waited for while a kubeadm runs there, for as long as a join may take', () => {
    const observation = withHost(three, 'master3', { kubeadmRunning: 'yes' });
    expect(stepOf(observation, 'master3')).toMatchObject({ kind: 'wait', withinMs: 600_000 });
  });

  it('is waited for while its processes or its disk could not be read', () => {
    for (const facts of [{ kubeadmRunning: 'unknown' }, { files: undefined }] as const) {
      expect(stepOf(withHost(two, 'master3', facts), 'master3')).toMatchObject({
        kind: 'wait',
        withinMs: SETTLE_MS,
      });
    }
  });

  it('is waited for while no member list is readable', () => {
    const observation = ['master1', 'master2'].reduce(
      (next, name) => withHost(next, name, { etcd: undefined }),
      two,
    );
    expect(stepOf(observation, 'master3')).toMatchObject({
      kind: 'wait',
      reason: 'no member list is readable',
    });
  });

  it('is waited for while the Nodes are not readable', () => {
    const observation = { ...two, cluster: { ...two.cluster, nodes: unknown('no apiserver') } };
    for (const name of ['master2', 'master3']) {
      expect(stepOf(observation, name)).toMatchObject({ kind: 'wait', reason: 'the Nodes are not readable' });
    }
  });

  it('is only said to be unreachable when its member is a voter or absent', () => {
    for (const observation of [withoutAnswer(three, 'master3'), withoutAnswer(two, 'master3')]) {
      expect(stepOf(observation, 'master3')).toEqual({
        kind: 'unreachable',
        reason: 'master3 is not reachable: no route to host',
      });
    }
  });
});

describe('a master whose etcd runs and is in no list', () => {
  const runs = withHost(two, 'master3', {
    caFingerprint: 'AA',
    files: ['/etc/kubernetes/manifests/etcd.yaml', '/var/lib/etcd/member/snap/db'],
    etcd: { members: unknown('no quorum'), healthy: 'no', memberId: 'c3', alarms: unknown('no quorum') },
  });

  it('is waited for at first: a member that was removed ends by itself', () => {
    expect(stepOf(runs, 'master3')).toMatchObject({ kind: 'wait', withinMs: SETTLE_MS });
  });

  it('is never reset: its disk may hold what those who answer have lost', () => {
    expect(afterWaiting(runs, 'master3', SETTLE_MS)).toEqual({
      kind: 'blocked',
      block: {
        code: 'member-not-listed',
        summary: 'etcd runs on master3, and the etcd that answers does not know it',
        evidence: [
          {
            id: 'member-lists-agree',
            holds: 'no',
            evidence: 'etcd on master3 runs as member c3; the list of master1, master2 has master1, master2',
          },
        ],
        remedies: [
          'do not reset master3 yet: if the others lost their data and began anew, its disk holds what they lost',
          'compare etcdctl endpoint status of master3 and master1, master2: who began anew has the lower revision',
          'if master3 is the one to give up: move etcd.yaml out of /etc/kubernetes/manifests there; the run goes on by itself',
        ],
      },
    });
  });

  it('keeps the others from being reset: one of them may be what it needs for its quorum', () => {
    const beside = withMembers(
      withHost(withHost(three, 'master1', { etcd: undefined }), 'master2', {
        etcd: { members: unknown('no quorum'), healthy: 'no', memberId: 'b2', alarms: unknown('no quorum') },
      }),
      [memberOf(spec, 'master3')],
    );
    const half = withHost(withNodes(beside, []), 'master1', {
      files: ['/etc/kubernetes/pki/ca.crt'],
      kubelet: { active: 'no', healthy: 'no' },
    });
    const leftOver = withHost(beside, 'master1', { files: [], kubelet: { active: 'no', healthy: 'no' } });
    const running = withHost(withNodes(beside, []), 'master1', { files: [] });
    for (const observation of [half, leftOver, running]) {
      expect(stepOf(observation, 'master1')).toEqual({
        kind: 'wait',
        reason: 'etcd of master2 ends, or comes into the member list',
        on: 'master2',
        withinMs: SETTLE_MS,
      });
      expect(afterWaiting(observation, 'master1', SETTLE_MS)).toMatchObject({
        kind: 'blocked',
        block: {
          code: 'member-not-listed',
          summary: expect.stringContaining('etcd runs on master2') as string,
        },
      });
    }
    expect(stepOf(withNodes(leftOver, []), 'master1')).toEqual({ kind: 'join' });
  });

  it('is what itself is waited for, also where there is another one', () => {
    const both = withMembers(three, [first]);
    for (const name of ['master2', 'master3']) {
      const reason = `etcd of ${name} ends, or comes into the member list`;
      expect(stepOf(both, name)).toMatchObject({ kind: 'wait', reason });
    }
  });

  it('is reset once that etcd is stopped', () => {
    expect(stepOf(withHost(runs, 'master3', { etcd: undefined }), 'master3').kind).toBe('reset-host');
  });
});

describe('a master of another cluster', () => {
  it('blocks, whatever else is there', () => {
    const observation = withHost(two, 'master3', {
      caFingerprint: 'ZZ',
      files: ['/etc/kubernetes/pki/ca.crt'],
    });
    expect(stepOf(observation, 'master3')).toMatchObject({
      kind: 'blocked',
      block: { code: 'host-of-another-cluster', evidence: [{ id: 'same-cluster', holds: 'no' }] },
    });
  });
});

describe('masters that hold control planes with different CAs', () => {
  const rival = withHost(two, 'master2', { caFingerprint: 'BB' });
  const onlyRivalAnswers = withMembers(
    withHost(withHost(rival, 'master1', { etcd: undefined, apiReady: 'no' }), 'master2', { apiReady: 'yes' }),
    [memberOf(spec, 'master2')],
  );

  it('are all left alone, whoever answers, and whether they hold anything', () => {
    for (const observation of [rival, onlyRivalAnswers, withoutAnswer(rival, 'master3')]) {
      for (const name of ['master1', 'master2', 'master3']) {
        for (const clusterCa of ['AA', 'BB']) {
          expect(stepOf(observation, name, { clusterCa })).toMatchObject({
            kind: 'blocked',
            block: { code: 'two-clusters', summary: 'master1 and master2 hold different clusters' },
          });
        }
      }
    }
  });
});

describe('a master that holds something and may be of another cluster', () => {
  const written = withHost(two, 'master3', {
    files: ['/etc/kubernetes/pki/ca.crt', '/etc/kubernetes/manifests/etcd.yaml'],
    caFingerprint: 'AA',
  });
  const unread = withHost(written, 'master3', { caFingerprint: undefined });
  const data = withHost(two, 'master3', {
    files: ['/var/lib/etcd/member/wal/0.wal'],
    caFingerprint: 'none',
  });

  it('is reset only when its CA and that of the cluster were read', () => {
    expect(stepOf(written, 'master3').kind).toBe('reset-host');
    for (const [observation, clusterCa] of [
      [unread, 'AA'],
      [written, null],
    ] as const) {
      expect(afterWaiting(observation, 'master3', SETTLE_MS - 1, { clusterCa }).kind).toBe('wait');
      expect(afterWaiting(observation, 'master3', SETTLE_MS, { clusterCa })).toMatchObject({
        kind: 'blocked',
        block: { code: 'host-not-observable' },
      });
    }
  });

  it('is never reset for data of an etcd without a CA, unless a reset of this run left it', () => {
    expect(stepOf(data, 'master3')).toMatchObject({
      kind: 'blocked',
      block: { code: 'host-of-another-cluster' },
    });
    expect(stepOf(data, 'master3', { wasReset: true }).kind).toBe('reset-host');
  });
});

describe('a master without a member', () => {
  it('joins when nothing is on it', () => {
    expect(stepOf(two, 'master3')).toEqual({ kind: 'join' });
  });

  it('is reset first when kubeadm has written there, or its kubelet runs', () => {
    const written = withHost(two, 'master3', { files: ['/etc/kubernetes/pki/ca.crt'] });
    const running = withHost(two, 'master3', { kubelet: { active: 'yes', healthy: 'yes' } });
    expect(stepOf(written, 'master3')).toEqual({
      kind: 'reset-host',
      reason: 'master3 holds 1 files of kubeadm but no member of etcd',
    });
    expect(stepOf(running, 'master3')).toEqual({
      kind: 'reset-host',
      reason: 'master3 holds a running kubelet but no member of etcd',
    });
  });

  it('loses the Node that is left over before it joins', () => {
    const left: NodeObservation = { name: 'master3', ready: 'no', labels: [], taints: [] };
    const nodes = two.cluster.nodes;
    const observation = withNodes(two, [...(nodes.known ? nodes.value : []), left]);
    expect(stepOf(observation, 'master3').kind).toBe('delete-node');
  });
});

describe('an unstarted member', () => {
  const members = [first, second, { ...third, name: '' }];
  const starting = withHost(withMembers(three, members), 'master3', {
    etcd: { members: unknown('no answer'), healthy: 'no', alarms: unknown('no answer') },
  });

  it('is waited for while its kubelet would start it; the kubelet is restarted once in the middle', () => {
    expect(stepOf(starting, 'master3')).toMatchObject({ kind: 'wait', withinMs: SETTLE_MS });
    expect(afterWaiting(starting, 'master3', 59_999).kind).toBe('wait');
    expect(afterWaiting(starting, 'master3', 60_000).kind).toBe('restart-kubelet');
    expect(afterWaiting(starting, 'master3', 60_000, { kubeletRestarted: true }).kind).toBe('wait');
    expect(afterWaiting(starting, 'master3', SETTLE_MS - 1, { kubeletRestarted: true }).kind).toBe('wait');
  });

  it('is removed when it did not start in time', () => {
    expect(afterWaiting(starting, 'master3', SETTLE_MS)).toMatchObject({
      kind: 'remove-member',
      memberId: third.id,
      reason: `member ${third.id} of master3 is unstarted and it did not start within ${SETTLE_MS / 1000} s`,
    });
  });

  it('has a patience of its own: what was waited for something else does not count', () => {
    const waiting = { reason: 'the Nodes are not readable', forMs: SETTLE_MS };
    expect(stepOf(starting, 'master3', { waiting }).kind).toBe('wait');
  });

  it('is removed at once when nothing on its host would start it', () => {
    for (const facts of [{ files: [] }, { kubelet: { active: 'no', healthy: 'no' } }] as const) {
      expect(stepOf(withHost(starting, 'master3', facts), 'master3').kind).toBe('remove-member');
    }
  });

  it('of a host that is off is removed only after a patience, and only while the rest has quorum', () => {
    const off = withoutAnswer(withMembers(three, members), 'master3');
    expect(stepOf(off, 'master3').kind).toBe('wait');
    expect(afterWaiting(off, 'master3', SETTLE_MS - 1).kind).toBe('wait');
    expect(afterWaiting(off, 'master3', SETTLE_MS).kind).toBe('remove-member');
    const pair = withoutAnswer(withMembers(two, [first, { ...second, name: '' }]), 'master2');
    expect(stepOf(pair, 'master2').kind).toBe('unreachable');
  });

  it('that may not be removed blocks, with the refusal as evidence', () => {
    const pair = withHost(withMembers(two, [first, { ...second, name: '' }]), 'master2', {
      files: [],
      etcd: undefined,
    });
    const blocked = stepOf(
      withHost(pair, 'master1', { etcd: silentView([first, { ...second, name: '' }]) }),
      'master2',
    );
    expect(blocked).toMatchObject({ kind: 'blocked', block: { code: 'quorum-lost' } });
    expect(blocked.kind === 'blocked' && blocked.block.evidence.map(({ id }) => id)).toContain(
      'asked-through-another-member',
    );
  });
});

function viewOf(memberId: string | undefined) {
  return {
    members: unknown('rpc not supported for learner'),
    healthy: 'no',
    ...(memberId === undefined ? {} : { memberId }),
    alarms: unknown(''),
  } as const;
}

function silentView(members: readonly MemberObservation[]) {
  return { members: { known: true, value: members }, healthy: 'no', alarms: unknown('') } as const;
}

describe('a learner', () => {
  const members = [first, second, { ...third, learner: true }];
  const learning = withMembers(three, members);

  it('that is started is promoted, again and again for a while', () => {
    expect(stepOf(learning, 'master3')).toMatchObject({ kind: 'promote-learner', memberId: third.id });
    const waiting = { reason: CATCHING_UP, forMs: SETTLE_MS - 1 };
    expect(stepOf(learning, 'master3', { waiting }).kind).toBe('promote-learner');
  });

  it('that is promoted comes with what permits it', () => {
    const step = stepOf(learning, 'master3');
    expect(step.kind === 'promote-learner' && step.verdict).toMatchObject({ allowed: true });
  });

  it('that has started and is silent is never promoted: waited for, its kubelet restarted once, and removed in the end', () => {
    for (const memberId of [undefined, second.id]) {
      const silent = withHost(learning, 'master3', { etcd: viewOf(memberId) });
      expect(stepOf(silent, 'master3').kind).toBe('wait');
      const restarts = memberId === undefined ? 'restart-kubelet' : 'wait';
      expect(afterWaiting(silent, 'master3', 60_000).kind).toBe(restarts);
      const later = { kubeletRestarted: true };
      expect(afterWaiting(silent, 'master3', SETTLE_MS - 1, later).kind).toBe('wait');
      expect(afterWaiting(silent, 'master3', SETTLE_MS, later)).toMatchObject({
        kind: 'remove-member',
        memberId: third.id,
        reason: `learner ${third.id} of master3 does not run`,
      });
    }
  });

  it('that may not become a voter is waited for, and removed in the end', () => {
    const split = withHost(learning, 'master2', { etcd: { ...viewOf(second.id), healthy: 'yes' } });
    const differing = withHost(split, 'master2', {
      etcd: { ...viewOf(second.id), members: known([first, second]), healthy: 'yes' },
    });
    expect(stepOf(differing, 'master3').kind).toBe('wait');
    expect(afterWaiting(differing, 'master3', SETTLE_MS)).toMatchObject({
      kind: 'blocked',
      block: { code: 'member-not-removable' },
    });
  });

  it('that does not catch up is removed', () => {
    const waiting = { reason: CATCHING_UP, forMs: SETTLE_MS };
    expect(stepOf(learning, 'master3', { waiting }).kind).toBe('remove-member');
  });

  it('that has not started is waited for, never promoted, and removed in the end', () => {
    const unstarted = withMembers(three, [first, second, { ...third, learner: true, name: '' }]);
    expect(stepOf(unstarted, 'master3').kind).toBe('wait');
    expect(afterWaiting(unstarted, 'master3', SETTLE_MS - 1).kind).toBe('wait');
    expect(afterWaiting(unstarted, 'master3', SETTLE_MS).kind).toBe('remove-member');
  });

  it('that nothing would run is removed', () => {
    for (const facts of [{ files: [] }, { kubelet: { active: 'no', healthy: 'no' } }] as const) {
      expect(stepOf(withHost(learning, 'master3', facts), 'master3').kind).toBe('remove-member');
    }
  });
});

describe('a voter', () => {
  const sick = withHost(three, 'master3', {
    etcd: { members: unknown('no answer'), healthy: 'no', memberId: third.id, alarms: unknown('no answer') },
  });

  it('with its Node, its label and its apiserver is complete', () => {
    expect(stepOf(three, 'master3')).toEqual({ kind: 'complete' });
  });

  it('that is not healthy is waited for, and then blocks: it is never removed by itself', () => {
    expect(stepOf(sick, 'master3')).toMatchObject({ kind: 'wait', withinMs: SETTLE_MS });
    expect(afterWaiting(sick, 'master3', SETTLE_MS - 1).kind).toBe('wait');
    expect(afterWaiting(sick, 'master3', SETTLE_MS)).toMatchObject({
      kind: 'blocked',
      block: { code: 'voter-unhealthy' },
    });
  });

  it('that is not healthy blocks with what is seen of it, and what is safe', () => {
    const manifest = { files: ['/etc/kubernetes/manifests/etcd.yaml'] };
    const blockOf = (etcd: HostObservation['etcd']) => {
      const step = afterWaiting(withHost(three, 'master3', { ...manifest, etcd }), 'master3', SETTLE_MS, {
        kubeletRestarted: true,
      });
      if (step.kind !== 'blocked') throw new Error(`${step.kind} instead of a block`);
      return step.block;
    };
    const answering = { members: unknown('no answer'), healthy: 'no', memberId: third.id } as const;
    const silent = blockOf({ members: unknown('no answer'), healthy: 'no', alarms: unknown('no answer') });
    expect(silent.evidence).toEqual([
      {
        id: 'every-voter-healthy',
        holds: 'no',
        evidence: `member ${third.id} on master3: it does not answer`,
      },
    ]);
    expect(silent.remedies).toEqual([
      'look at the etcd container on master3 (crictl logs)',
      'bring master3 back; the run goes on by itself',
      'a corrupt member never comes back: quorate reset --host master3, which is refused unless the others keep quorum; then apply',
    ]);
    const evidenceWith = (alarms: Known<readonly string[]>) =>
      blockOf({ ...answering, alarms }).evidence.map(({ evidence }) => evidence);
    const answers = `member ${third.id} on master3: it answers`;
    expect(evidenceWith(known([]))).toEqual([`${answers}, and no read goes through it`]);
    expect(evidenceWith(unknown('no answer'))).toEqual([`${answers}, and no read goes through it`]);
    const alarms = known(['NOSPACE on id1', 'CORRUPT on id2']);
    expect(evidenceWith(alarms)).toEqual([`${answers}; alarms: NOSPACE on id1, CORRUPT on id2`]);
    expect(blockOf({ ...answering, alarms }).remedies[0]).toContain('etcdctl alarm disarm');
    expect(blockOf({ ...answering, alarms: known(['CORRUPT on id2']) }).remedies[0]).toContain(
      'look at the logs',
    );
  });

  it('whose health is not known counts as not healthy', () => {
    expect(stepOf(withHost(three, 'master3', { etcd: undefined }), 'master3').kind).toBe('wait');
  });

  it('that has lost both data and manifest goes; one that has lost either is waited for', () => {
    const manifest = '/etc/kubernetes/manifests/etcd.yaml';
    const data = '/var/lib/etcd/member/wal/0.wal';
    expect(stepOf(withHost(sick, 'master3', { files: [] }), 'master3').kind).toBe('remove-member');
    for (const file of [manifest, data]) {
      expect(stepOf(withHost(sick, 'master3', { files: [file] }), 'master3').kind).toBe('wait');
    }
  });

  it('that has lost its disk stays in the list while the others would not have quorum', () => {
    const wiped = withHost(withoutAnswer(three, 'master2'), 'master3', { files: [], etcd: undefined });
    expect(stepOf(wiped, 'master3')).toMatchObject({
      kind: 'blocked',
      block: {
        code: 'quorum-lost',
        remedies: [
          'bring master3 back with its disk: quorum returns when its member starts',
          'do not remove members by force: rewriting the membership needs a named survivor and a backup',
        ],
      },
    });
  });

  it('without a Node is waited for', () => {
    expect(stepOf(nodesWithout('master3'), 'master3')).toMatchObject({
      kind: 'wait',
      reason: 'Node of master3 has not registered',
    });
  });

  it('without a Node has its kubelet restarted once, and is waited for', () => {
    const { hasCertificate: _unasked, ...kubelet } = HALF_BOOTSTRAPPED;
    for (const told of [kubelet, { ...kubelet, hasCertificate: 'yes' } as const]) {
      const nameless = withHost(nodesWithout('master3'), 'master3', { kubelet: told });
      expect(afterWaiting(nameless, 'master3', 60_000).kind).toBe('restart-kubelet');
      expect(afterWaiting(nameless, 'master3', SETTLE_MS, { kubeletRestarted: true }).kind).toBe('wait');
    }
  });

  it('whose kubelet was given no certificate keeps that kubelet, and goes when none comes', () => {
    const uncertified = withHost(nodesWithout('master3'), 'master3', { kubelet: HALF_BOOTSTRAPPED });
    expect(afterWaiting(uncertified, 'master3', SETTLE_MS - 1).kind).toBe('wait');
    expect(afterWaiting(uncertified, 'master3', SETTLE_MS)).toMatchObject({
      kind: 'remove-member',
      memberId: third.id,
      reason: 'the kubelet of master3 was given no certificate',
    });
  });

  it('whose Node has no label of a master is rolled forward', () => {
    const bare: NodeObservation = { name: 'master3', ready: 'yes', labels: ['x'], taints: [] };
    expect(stepOf(nodesWithout('master3', bare), 'master3').kind).toBe('finish-join');
  });

  it('whose apiserver is not ready is waited for, and its kubelet restarted once', () => {
    const unready = withHost(three, 'master3', { apiReady: 'no' });
    expect(stepOf(unready, 'master3')).toMatchObject({
      kind: 'wait',
      reason: 'the apiserver of master3 is not ready yet',
    });
    expect(afterWaiting(unready, 'master3', 60_000).kind).toBe('restart-kubelet');
    const dead = withHost(unready, 'master3', { kubelet: { active: 'no', healthy: 'no' } });
    expect(afterWaiting(dead, 'master3', 60_000).kind).toBe('wait');
  });

  it('that nobody could ask keeps its kubelet: it is waited for, and then a person is told', () => {
    const files = ['/etc/kubernetes/manifests/etcd.yaml', '/etc/kubernetes/admin.conf'];
    const noEtcdctl = { members: unknown('etcdctl: command not found'), healthy: 'unknown' } as const;
    const etcdUnasked = withHost(three, 'master3', {
      files,
      etcd: { ...noEtcdctl, alarms: unknown('etcdctl: command not found') },
    });
    const apiUnasked = withHost(three, 'master3', { files: files.slice(0, 1), apiReady: 'unknown' });
    for (const [unasked, evidence] of [
      [etcdUnasked, 'master3: etcdctl: command not found'],
      [apiUnasked, 'master3: /etc/kubernetes/admin.conf is not there'],
    ] as const) {
      expect(afterWaiting(unasked, 'master3', SETTLE_MS - 1).kind).toBe('wait');
      expect(afterWaiting(unasked, 'master3', SETTLE_MS)).toMatchObject({
        kind: 'blocked',
        block: { code: 'host-not-observable', evidence: [{ holds: 'unknown', evidence }] },
      });
    }
  });

  it('whose member answers and lacks only its peers keeps its kubelet', () => {
    expect(afterWaiting(sick, 'master3', 60_000).kind).toBe('wait');
  });
});

describe('a worker that the specification calls a master', () => {
  const node: NodeObservation = { name: 'master3', ready: 'yes', labels: [], taints: [] };
  const worker = withHost(nodesWithout('master3', node), 'master3', {
    files: ['/etc/kubernetes/kubelet.conf', '/etc/kubernetes/pki/ca.crt'],
    etcd: undefined,
  });
  const members = [first, second];

  it('is not reset while pods run there', () => {
    expect(stepOf(withMembers(worker, members), 'master3')).toMatchObject({
      kind: 'blocked',
      block: {
        code: 'host-unfit',
        summary:
          'master3 is a master in the specification, and runs pods as worker master3: it is not reset for that',
      },
    });
  });

  it('is reset when it is dead, or has what a join of a master leaves', () => {
    const dead = withHost(worker, 'master3', { kubelet: { active: 'no', healthy: 'no' } });
    const half = withHost(worker, 'master3', {
      files: ['/etc/kubernetes/kubelet.conf', '/etc/kubernetes/manifests/kube-apiserver.yaml'],
    });
    for (const one of [dead, half])
      expect(stepOf(withMembers(one, members), 'master3').kind).toBe('reset-host');
  });
});

describe('the label of a master', () => {
  const labelled = (label: string): boolean =>
    isControlPlaneNode({ name: 'x', ready: 'yes', labels: ['a', label], taints: [] });

  it('has an old and a new name', () => {
    expect(labelled('node-role.kubernetes.io/control-plane')).toBe(true);
    expect(labelled('node-role.kubernetes.io/master')).toBe(true);
    expect(labelled('node-role.kubernetes.io/worker')).toBe(false);
  });
});
