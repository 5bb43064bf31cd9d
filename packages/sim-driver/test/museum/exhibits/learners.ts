import type { Exhibit } from '../exhibit.js';
import { init, joinMaster } from '../tutorial-lines.js';

const learnerNeverStarted: Exhibit = {
  id: 'learner-never-started',
  title: 'A learner that never started cannot be promoted',
  source: 'kubeadm #3269; fixed by Kubernetes PR 136014 (1.36 and late patches of 1.32 to 1.35)',
  story:
    'kubeadm adds the new member as a learner, writes its manifest and asks etcd to promote it, without looking whether it runs. The image cannot be had, or the kubelet refuses the pod: the promotion fails for two minutes with an error that speaks of being in sync, as a slow disk would give, and the learner stays in the list.',
  world: { cluster: 'museum/clusters/learners.yaml', seed: 1, faults: ['refuse-pod:master2,etcd@0s'] },
  naive: {
    script: [init('master1'), joinMaster('master2'), joinMaster('master3')],
    damage: 'stuck',
    last: {
      end: 'failed',
      says: 'etcdserver: can only promote a learner member which is in sync with leader',
      atLeastMs: 120_000,
    },
    etcd: { clusters: 1, voters: 1, learners: 1, quorum: 'kept' },
    why: 'The error names the wrong cause. The host is half joined, so kubeadm refuses to join it again, and the learner blocks every other master: etcd admits one at a time.',
  },
  protocol: {
    ends: 'ready',
    issues: [
      'join master2',
      'restart the kubelet of master2',
      'promote learner',
      'finish the interrupted join of master2',
    ],
    neverIssues: ['reset master2'],
    etcd: { clusters: 1, voters: 3, learners: 0, quorum: 'kept' },
    why: 'It looks at the member itself: listed, not started, its manifest on disk. The kubelet is restarted, the member starts and is promoted when it has caught up.',
  },
};

const promotionAnswerLost: Exhibit = {
  id: 'promotion-answer-lost',
  title: 'The promotion succeeded, its answer was lost, and trying again fails for ever',
  source: 'kubeadm #3152 and #3317; fixed by Kubernetes PR 139842',
  story:
    'A promotion that timed out at the client may have been done by the server. kubeadm takes the time-out for a failure and asks again, and etcd refuses: a voter cannot be promoted. The loop ends in an error, although the member is what it should be.',
  world: {
    cluster: 'museum/clusters/learners.yaml',
    seed: 1,
    faults: ['cut:master1,master2@etcd.member-promoted~15s'],
  },
  naive: {
    script: [init('master1'), joinMaster('master2'), joinMaster('master3')],
    damage: 'stuck',
    last: { end: 'failed', says: 'etcdserver: can only promote a learner member\n', atLeastMs: 120_000 },
    etcd: { clusters: 1, voters: 2, learners: 0, quorum: 'kept' },
    why: 'The script believes that master2 is no member. It is a voter: taking the host away now, as one does with a failed join, costs the quorum of two.',
  },
  protocol: {
    ends: 'ready',
    issues: ['join master2', 'finish the interrupted join of master2', 'join master3'],
    neverIssues: ['reset master2', 'remove etcd member'],
    etcd: { clusters: 1, voters: 3, learners: 0, quorum: 'kept' },
    why: 'The failure is not believed. The member list says voter, started and healthy, so what is left of the join is finished (label and taint of the node).',
  },
};

const twoLearners: Exhibit = {
  id: 'two-learners-at-once',
  title: 'Two masters join at once, and etcd admits one learner',
  source: 'k8s-snap #2813; etcd: at most one learner (`too many learner members in cluster`)',
  story:
    'Tools that create machines start all of them together. With learners the second join is refused for as long as the first one is a learner, and kubeadm gives up after two minutes. When the first one does not get any further, both are stuck.',
  world: { cluster: 'museum/clusters/learners.yaml', seed: 1, faults: ['refuse-pod:master3,etcd@0s'] },
  naive: {
    script: [init('master1'), 'wait 10s', [joinMaster('master3'), joinMaster('master2')]],
    damage: 'stuck',
    last: {
      end: 'failed',
      says: 'etcdserver: too many learner members in cluster',
      atLeastMs: 120_000,
    },
    etcd: { clusters: 1, voters: 1, learners: 1, quorum: 'kept' },
    why: 'One trouble on master3 has become two hosts that are half joined. master2 has nothing wrong with it.',
  },
  protocol: {
    ends: 'ready',
    issues: [
      'join master2',
      'join master3',
      'restart the kubelet of master3',
      'finish the interrupted join of master3',
    ],
    etcd: { clusters: 1, voters: 3, learners: 0, quorum: 'kept' },
    why: 'One membership change at a time: master2 is a voter before master3 begins, so the trouble of master3 is that of master3 only.',
  },
};

const deadLearnerPromoted: Exhibit = {
  id: 'dead-learner-promoted',
  title: 'etcd promotes a learner that is dead',
  source: 'etcd: a promotion asks how much of the log the learner has, not whether it is alive',
  story:
    'master2 loses its power after its learner has caught up. Whoever cleans up finds a learner in the list and promotes it, as the documentation of learners says. etcd agrees, because the learner had nine tenths of the log when it was last heard of.',
  world: {
    cluster: 'museum/clusters/learners.yaml',
    seed: 1,
    faults: ['power-off:master2@etcd.member-started/master2+50ms'],
  },
  naive: {
    script: [
      init('master1'),
      `${joinMaster('master2')} || true`,
      'master1: $ETCDCTL member promote $MEMBER(master2)',
      'wait 30s',
      'master1: kubectl get nodes',
    ],
    damage: 'quorum lost',
    last: { end: 'failed', says: 'etcdserver: request timed out' },
    etcd: { voters: 2, learners: 0, serving: 1, quorum: 'lost' },
    why: 'Two voters, one of them dead: the command that succeeded was the one that broke the cluster.',
  },
  protocol: {
    ends: 'blocked, host-unreachable',
    issues: ['join master2', 'remove etcd member'],
    neverIssues: ['promote learner'],
    etcd: { clusters: 1, learners: 0, quorum: 'kept' },
    why: 'A learner of a host that does not answer is removed, which needs no vote of it. Every voter that is left runs, and the run ends with the one thing that it cannot do: switch master2 on.',
  },
};

const joinPhaseTwice: Exhibit = {
  id: 'etcd-join-cannot-be-repeated',
  title: 'The etcd join of early learner releases cannot be run a second time',
  source: 'Kubernetes PR 127491; kubeadm 1.27 to 1.29.9, 1.30.0 to 1.30.5, 1.31.0 and 1.31.1',
  story:
    'kubeadm is interrupted between the member add and the manifest. These releases do not look whether their own peer URL is listed: the phase, run again as its documentation says, adds a second time and is refused for two minutes.',
  world: {
    cluster: 'museum/clusters/first-learners.yaml',
    seed: 1,
    faults: ['kill:master3,kubeadm@etcd.member-added#2'],
  },
  naive: {
    script: [
      init('master1'),
      joinMaster('master2'),
      `${joinMaster('master3')} || true`,
      'wait 1m',
      'master3: kubeadm join phase control-plane-join etcd --control-plane --apiserver-advertise-address $ADDRESS',
    ],
    damage: 'stuck',
    last: { end: 'failed', says: 'etcdserver: Peer URLs already exists', atLeastMs: 120_000 },
    etcd: { clusters: 1, voters: 2, learners: 1, quorum: 'kept' },
    why: 'The only command that continues a join cannot continue it, and `kubeadm join` refuses a host with files on it.',
  },
  protocol: {
    ends: 'ready',
    issues: ['join master3', 'remove etcd member', 'reset master3', 'join master3'],
    etcd: { clusters: 1, voters: 3, learners: 0, quorum: 'kept' },
    why: 'A member that is listed, has never run and has no manifest is taken back: removed first, then the host is reset and joined as if it were new.',
  },
};

export const LEARNER_EXHIBITS: readonly Exhibit[] = [
  learnerNeverStarted,
  promotionAnswerLost,
  twoLearners,
  deadLearnerPromoted,
  joinPhaseTwice,
];
