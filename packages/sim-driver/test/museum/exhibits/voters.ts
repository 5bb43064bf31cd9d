import type { Exhibit } from '../exhibit.js';
import { init, joinMaster } from '../tutorial-lines.js';

const secondVoterDies: Exhibit = {
  id: 'second-voter-dies',
  title: 'The second voter dies before it ran',
  source: 'kubeadm #1793, which asked for learners because of it; the default up to 1.28',
  story:
    'Growing from one voter to two, the quorum is two from the moment of the add, and one member runs. If the new host dies in these seconds, etcd has no quorum, so there is no API, and the member cannot be removed again: a removal needs the quorum too.',
  world: {
    cluster: 'ha-cluster.yaml',
    seed: 1,
    faults: ['power-off:master2@etcd.member-added#1+200ms'],
  },
  naive: {
    script: [init('master1'), `${joinMaster('master2')} || true`, 'wait 30s', 'master1: kubectl get nodes'],
    damage: 'quorum lost',
    last: { end: 'failed', says: 'etcdserver: request timed out' },
    etcd: { voters: 2, serving: 1, quorum: 'lost' },
    why: 'What fails now is the cluster that worked, on the host that did nothing wrong.',
  },
  protocol: {
    ends: 'blocked, quorum-lost',
    issues: ['join master2'],
    neverIssues: ['remove etcd member', 'reset', 'initialise the control plane on master2'],
    etcd: { voters: 2, serving: 1, quorum: 'lost' },
    why: 'Nobody can close this window without learners, and the protocol does not claim to. It changes nothing by force and names the host whose return heals the cluster; a join with learners (1.29 and later) does not have the window.',
  },
};

const voterNeverStarted: Exhibit = {
  id: 'kubelet-refuses-second-voter',
  title: 'A kubelet refuses the second voter, and kubeadm waits for it',
  source:
    'kubeadm: "This can take up to 40s" is no bound; kubelets refuse static pods that appear while they start',
  story:
    'The kubelet of the joining master has just been restarted by kubeadm when the manifest of etcd appears. It can refuse the pod for good. The member was added as a voter: one of two runs, the API is gone, and kubeadm asks the dead endpoints again and again, each time until a deadline.',
  world: { cluster: 'ha-cluster.yaml', seed: 1, faults: ['refuse-pod:master2,etcd@0s'] },
  naive: {
    script: [init('master1'), joinMaster('master2'), joinMaster('master3')],
    damage: 'hangs',
    last: { end: 'still running', says: 'Waiting for the new etcd member to join the cluster' },
    etcd: { quorum: 'lost' },
    why: 'After half an hour kubeadm is still at "up to 40s", and the first master is down with the second.',
  },
  protocol: {
    ends: 'ready',
    issues: [
      'join master2',
      'restart the kubelet of master2',
      'finish the interrupted join of master2',
      'join master3',
    ],
    neverIssues: ['reset master2'],
    etcd: { clusters: 1, voters: 3, quorum: 'kept' },
    why: 'It sees the manifest without its pod, and that the quorum hangs on it. Restarting the kubelet changes no membership and heals both.',
  },
};

const joinsAtOnce: Exhibit = {
  id: 'masters-join-at-once',
  title: 'All masters join at once, and one failure takes the others with it',
  source: 'rke2 #642; kubeadm takes no lock between joins',
  story:
    'Two joins run side by side. Whichever member is added first raises the quorum for both. Here it is that of master3, which does not start: the API that the join of master2 needs is gone.',
  world: { cluster: 'ha-cluster.yaml', seed: 1, faults: ['refuse-pod:master3,etcd@0s'] },
  naive: {
    script: [init('master1'), 'wait 10s', [joinMaster('master3'), joinMaster('master2')]],
    damage: 'quorum lost',
    last: { end: 'failed', says: 'error execution phase' },
    etcd: { voters: 2, serving: 1, quorum: 'lost' },
    why: 'One broken host, and nothing of the cluster is left, not even the master that was there before.',
  },
  protocol: {
    ends: 'ready',
    issues: [
      'join master2',
      'join master3',
      'restart the kubelet of master3',
      'finish the interrupted join of master3',
    ],
    etcd: { clusters: 1, voters: 3, quorum: 'kept' },
    why: 'master3 joins when two voters are healthy. Its trouble then costs no quorum, and is repaired with the API at hand.',
  },
};

const deadEndpoint: Exhibit = {
  id: 'one-dead-endpoint',
  title: 'No master can join while any member of etcd is dead',
  source: 'kubeadm #1432',
  story:
    'kubeadm wants a status from every listed member, not from a quorum. One dead master of three is enough: the cluster works, and every join fails after minutes at check-etcd, with most of its files already written.',
  world: {
    cluster: 'museum/clusters/five-masters.yaml',
    seed: 1,
    faults: ['power-off:master2@apiserver.ready/master3~8m'],
  },
  naive: {
    script: [init('master1'), joinMaster('master2'), joinMaster('master3'), 'wait 1m', joinMaster('master4')],
    damage: 'stuck',
    last: { end: 'failed', says: 'etcd cluster is not healthy: failed to dial endpoint', atLeastMs: 200_000 },
    etcd: { clusters: 1, voters: 3, serving: 2, quorum: 'kept' },
    why: 'master4 now has manifests and an admin.conf: when master2 is back, the next join is refused for these.',
  },
  protocol: {
    ends: 'ready',
    issues: ['join master3', 'join master4', 'join master5'],
    neverIssues: ['reset master4', 'remove etcd member'],
    etcd: { clusters: 1, voters: 5, quorum: 'kept' },
    why: 'A join is not begun while a voter is down: with four voters and one dead nothing more may fail. It says what it waits for, and goes on when master2 is back.',
  },
};

const blackHoledMember: Exhibit = {
  id: 'silent-member-counts-as-connected',
  title: 'etcd 3.5 takes a silently cut host for connected and lets a member in',
  source: 'etcd 3.5.16 and 3.5.30, measured: a black-holed peer is not noticed within 30 s',
  story:
    'Before an add etcd checks that the voters are connected. Since 3.5 a host whose packets just vanish keeps its connection for minutes, so the check passes: four voters, quorum three, two of them reachable.',
  world: {
    cluster: 'museum/clusters/five-masters-with-learners.yaml',
    seed: 1,
    faults: ['isolate:master3@apiserver.ready/master3~3m'],
  },
  naive: {
    script: [
      init('master1'),
      joinMaster('master2'),
      joinMaster('master3'),
      'wait 1m',
      'master1: $ETCDCTL member add master4 --peer-urls=https://$ADDRESS(master4):2380',
      'wait 1m',
      'master1: kubectl get nodes',
    ],
    damage: 'quorum lost',
    last: { end: 'failed', says: '' },
    etcd: { voters: 4, quorum: 'lost' },
    why: 'The cluster had survived the loss of master3. The add that etcd itself allowed is what stopped it.',
  },
  protocol: {
    ends: 'ready',
    issues: ['join master3', 'join master4', 'join master5'],
    etcd: { clusters: 1, voters: 5, quorum: 'kept' },
    why: "Each voter's health is asked on its own host before a change, and the cluster after the change is counted with the new one down. What does not answer permits nothing.",
  },
};

const removalWithoutQuorum: Exhibit = {
  id: 'two-voters-are-worse-than-one',
  title: 'With two voters and one dead, the dead one cannot be removed',
  source: 'etcd: a removal is itself a decision of the quorum',
  story:
    'A script that replaces masters finds master2 dead and removes its member, as one should before adding another. With two voters there is nobody to decide it: the call waits until the deadline of the client.',
  world: {
    cluster: 'ha-cluster.yaml',
    seed: 1,
    faults: ['power-off:master2@apiserver.ready/master2+1s'],
  },
  naive: {
    script: [
      init('master1'),
      joinMaster('master2'),
      'wait 1m',
      'master1: $ETCDCTL member remove $MEMBER(master2)',
    ],
    damage: 'quorum lost',
    last: { end: 'failed', says: 'context deadline exceeded' },
    etcd: { voters: 2, serving: 1, quorum: 'lost' },
    why: 'A deadline says nothing about why. Trying again, or with force-new-cluster on the wrong host, is what people do next.',
  },
  protocol: {
    ends: 'blocked, quorum-lost',
    issues: ['join master2'],
    neverIssues: ['remove etcd member', 'join master3', 'reset'],
    etcd: { voters: 2, serving: 1, quorum: 'lost' },
    why: 'It does not ask what cannot be granted. It says that one of two voters is down, that two are needed, and which host brings the quorum back.',
  },
};

export const VOTER_EXHIBITS: readonly Exhibit[] = [
  secondVoterDies,
  voterNeverStarted,
  joinsAtOnce,
  deadEndpoint,
  blackHoledMember,
  removalWithoutQuorum,
];
