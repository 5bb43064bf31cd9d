import type { ClusterSpec } from '@quorate/core';
import type { Fault, Scenario } from '../../src/index.js';
import { parseFault, parseSpan } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';
import { storiesIn } from '../support/story-files.js';

/** A scenario, and how long after its end the protocol is run once more. */
export interface ToldStory {
  readonly name: string;
  readonly scenario: Scenario;
  readonly againAfterMs?: number;
}

export function exampleStories(): readonly ToldStory[] {
  return Object.entries(storiesIn('scenarios')).map(([name, scenario]) => ({ name, scenario }));
}

function scenarioOf(
  spec: ClusterSpec,
  texts: readonly string[],
  late: Readonly<Record<string, string>>,
  seed: number,
): Scenario {
  const names = spec.hosts.map(({ name }) => name);
  const faults = texts.map((text): Fault => {
    const parsed = parseFault(text, names);
    if (!parsed.ok) throw new Error(parsed.error);
    return parsed.value;
  });
  const lateMs = Object.entries(late).map(([name, span]) => [name, parseSpan(span) ?? 0] as const);
  return { spec, seed, faults, late: Object.fromEntries(lateMs) };
}

interface Told {
  readonly faults?: readonly string[];
  readonly late?: Readonly<Record<string, string>>;
  readonly kubernetesVersion?: string;
  readonly again?: string;
}

/** The first release whose members join as learners. */
const LEARNERS = 'v1.29.0';

/** Each is here for what its name says; seeds are fixed, so every one of them goes the same way each time. */
const TOLD: Readonly<Record<string, Told>> = {
  'nothing goes wrong, and a second run follows': { again: '10m' },
  'a kubelet dies after the end, and a second run follows': {
    faults: ['kill:node1,kubelet@5m'],
    again: '10m',
  },
  'learners join': { kubernetesVersion: LEARNERS },
  'a learner has nobody to start it': {
    kubernetesVersion: LEARNERS,
    faults: ['kill:master3,kubeadm@etcd.member-added#2'],
  },
  'a learner has nobody to promote it': {
    kubernetesVersion: LEARNERS,
    faults: ['kill:master2,kubeadm@etcd.member-started/master2'],
  },
  'a join is killed early': {
    faults: ['kill:master2,kubeadm@kubeadm.phase/master2/phase=kubelet-start'],
  },
  'a join is killed late': {
    faults: ['kill:master2,kubeadm@kubeadm.phase/master2/phase=control-plane-join/mark-control-plane'],
  },
  'the second master loses its power in the window and comes back': {
    faults: ['power-off:master2@etcd.member-added#1+200ms~3m'],
  },
  'the answer of a join is lost': { faults: ['lose-reply:master2,kubeadm,join@20s'] },
  'the order to join is lost': { faults: ['lose-reply:master2,kubeadm,join,before@20s'] },
  'the answer of init is lost': { faults: ['lose-reply:master1,kubeadm,init@0s'] },
  'init is killed at its end': {
    faults: ['kill:master1,kubeadm@kubeadm.phase/master1/phase=upload-config/kubelet'],
  },
  'init is killed at its beginning': {
    faults: ['kill:master1,kubeadm@kubeadm.phase/master1/phase=certs/apiserver'],
  },
  'the orchestrator dies during init': { faults: ['kill-orchestrator@10s'] },
  'the orchestrator dies while workers join': { faults: ['kill-orchestrator@25s'] },
  'the orchestrator dies while a master joins': { faults: ['kill-orchestrator@35s'] },
  'the orchestrator dies with its journal': { faults: ['lose-journal@35s'] },
  'two orchestrators': { faults: ['second-orchestrator@10s'] },
  'a worker is killed in its join': {
    faults: ['kill:node1,kubeadm@kubeadm.phase/node1/phase=kubelet-start+1s'],
  },
  'the answer of a worker is lost': { faults: ['lose-reply:node1,kubeadm,join@0s'] },
  'tokens are deleted under a join': {
    faults: ['delete-tokens@kubeadm.phase/master2/phase=preflight'],
  },
  'uploaded certificates are deleted under a join': {
    faults: ['delete-certs@kubeadm.phase/master2/phase=preflight'],
  },
  'uploaded certificates are deleted between two joins': { faults: ['delete-certs@42s'] },
  'tokens are deleted between two joins': { faults: ['delete-tokens@42s'] },
  'tokens expire between two joins': { faults: ['expire-tokens@42s'] },
  'a person joins a master meanwhile': { faults: ['join-by-hand:master2@23s'] },
  'a minting is killed': {
    faults: ['delete-certs@42s', 'kill:master1,kubeadm@kubeadm.phase/master1/phase=upload-certs#2'],
  },
  'the first master is rebooted while the third joins': {
    faults: ['reboot:master1@kubeadm.phase/master3/phase=kubelet-start'],
  },
  'the leader is killed while the third joins': {
    faults: ['kill-leader@kubeadm.phase/master3/phase=kubelet-start'],
  },
  'a master is isolated': { faults: ['isolate:master2@etcd.member-started/master3~90s'] },
  'somebody restarts a kubelet': {
    faults: ['restart-service:master1,kubelet@40s', 'restart-service:master1,kubelet@60s'],
  },
  'a worker comes three days late': { late: { node2: '3d' } },
  'a master comes three hours late': { late: { master3: '3h' } },
};

export function ownStories(): readonly ToldStory[] {
  return Object.entries(TOLD).map(([name, { faults = [], late = {}, kubernetesVersion, again }]) => ({
    name,
    scenario: scenarioOf(
      tutorialSpec(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
      faults,
      late,
      2,
    ),
    ...(again === undefined ? {} : { againAfterMs: parseSpan(again) ?? 0 }),
  }));
}
