import type { Exhibit } from '../exhibit.js';
import { init, joinMaster } from '../tutorial-lines.js';

const wipedMaster: Exhibit = {
  id: 'wiped-master-joins-again',
  title: 'A master comes back with a new disk, and its old member is still listed',
  source: 'kubeadm #1432; etcd: a member that is gone counts until it is removed',
  story:
    'A machine is replaced under the same name and address. The script joins it like any new one. etcd still lists the member of the old disk, which nobody answers for, so kubeadm finds the cluster unhealthy.',
  world: { cluster: 'ha-cluster.yaml', seed: 1, faults: ['wipe:master2@apiserver.ready/master3'] },
  naive: {
    script: [init('master1'), joinMaster('master2'), joinMaster('master3'), 'wait 1m', joinMaster('master2')],
    damage: 'stuck',
    last: { end: 'failed', says: 'etcd cluster is not healthy: failed to dial endpoint', atLeastMs: 200_000 },
    etcd: { clusters: 1, voters: 3, serving: 2, quorum: 'kept' },
    why: 'Two of three voters run and the third can never come back: the cluster is one failure away from its end, and the script cannot help it.',
  },
  protocol: {
    ends: 'ready',
    issues: ['remove etcd member', 'delete Node master2', 'join master2'],
    neverIssues: ['initialise the control plane on master2'],
    etcd: { clusters: 1, voters: 3, quorum: 'kept' },
    why: 'Remove, then add: three voters with one dead admit no fourth in any release. The member is known to be dead because its host was looked at and has no data.',
  },
};

const initAgain: Exhibit = {
  id: 'first-master-initialised-again',
  title: 'The first master is reset and initialised again while the others run',
  source:
    "kubeadm: init asks nobody; etcd: the ids of the init node's cluster and member follow from its address",
  story:
    'The first master misbehaves, so it is reset and initialised again: after all this is how it was made. The other two go on with the old cluster. The new one has the same cluster id, another CA and no data, and is behind the same load balancer.',
  world: {
    cluster: 'ha-cluster.yaml',
    seed: 3,
    faults: ['reset-by-hand:master1@apiserver.ready/master3+1s'],
  },
  naive: {
    script: [
      init('master1'),
      joinMaster('master2'),
      `${joinMaster('master3')} || true`,
      'wait 1m',
      init('master1'),
    ],
    damage: 'split',
    last: { end: 'failed', says: 'error execution phase upload-config/kubelet' },
    etcd: { clusters: 2 },
    why: 'Two control planes serve. The init fails late, because the load balancer sends it to the other cluster; which one answers from now on is chance.',
  },
  protocol: {
    ends: 'ready',
    issues: ['initialise the control plane on master1', 'delete Node master1', 'join master1'],
    etcd: { clusters: 1, voters: 3, quorum: 'kept' },
    why: 'The first master is special once. With a cluster on the others it is joined like any master; init happens where no master can hold a cluster.',
  },
};

const resetLeavesMember: Exhibit = {
  id: 'reset-leaves-its-member',
  title: 'kubeadm reset exits with 0 and leaves its member behind',
  source: 'kubeadm: every failure within reset but few is a warning; the data is deleted all the same',
  story:
    'A join fails late because the load balancer is down, and the host is reset. Reset cannot reach the API either, so it cannot remove the member; it warns, deletes the data of the member and exits with 0.',
  world: {
    cluster: 'ha-cluster.yaml',
    seed: 1,
    faults: ['stop-balancer:proxy@etcd.member-started/master3~20m'],
  },
  naive: {
    script: [
      init('master1'),
      joinMaster('master2'),
      `${joinMaster('master3')} || true`,
      'master3: kubeadm reset -f',
      'wait 20m',
      joinMaster('master3'),
    ],
    damage: 'stuck',
    last: { end: 'failed', says: 'etcd cluster is not healthy: failed to dial endpoint', atLeastMs: 200_000 },
    etcd: { clusters: 1, voters: 3, serving: 2, quorum: 'kept' },
    why: 'The reset has made it worse: before, three voters ran and only a label was missing.',
  },
  protocol: {
    ends: 'ready',
    issues: ['join master3', 'configure nginx on proxy', 'finish the interrupted join of master3'],
    neverIssues: ['reset master3', 'remove etcd member'],
    etcd: { clusters: 1, voters: 3, quorum: 'kept' },
    why: 'The member runs and is healthy, so the join is finished, not undone; and the load balancer that it configured itself is started again.',
  },
};

const killedJoin: Exhibit = {
  id: 'killed-join-is-refused-again',
  title: 'A join that was killed can be neither continued nor started anew',
  source: 'kubeadm: preflight refuses a host with files or a running kubelet; nothing is rolled back',
  story:
    'kubeadm dies on master3 just after its member was added: memory ran out, a session ended. The same command again stops at the files and the port of the first attempt. The member is listed and counts, and nothing will ever run it.',
  world: {
    cluster: 'ha-cluster.yaml',
    seed: 1,
    faults: ['kill:master3,kubeadm@etcd.member-added#2'],
  },
  naive: {
    script: [
      init('master1'),
      joinMaster('master2'),
      `${joinMaster('master3')} || true`,
      joinMaster('master3'),
    ],
    damage: 'stuck',
    last: { end: 'failed', says: '[ERROR Port-10250]: Port 10250 is in use' },
    etcd: { clusters: 1, voters: 3, serving: 2, quorum: 'kept' },
    why: 'Ignoring these preflight errors, as the last line of the output offers, reuses what the first attempt left.',
  },
  protocol: {
    ends: 'ready',
    issues: ['join master3', 'remove etcd member', 'reset master3', 'delete Node master3', 'join master3'],
    etcd: { clusters: 1, voters: 3, quorum: 'kept' },
    why: 'What the attempt left is taken back in the only safe order: the member, then the host, then the Node. Then the host is new.',
  },
};

const successByFile: Exhibit = {
  id: 'success-by-marker-file',
  title: 'A file says that the join was done',
  source: 'common in playbooks: `creates: /etc/kubernetes/admin.conf`',
  story:
    'To make a join repeatable, tools skip it when admin.conf exists. kubeadm writes that file before it looks at etcd, starts the kubelet or adds a member: a join that died in between looks done.',
  world: {
    cluster: 'ha-cluster.yaml',
    seed: 1,
    faults: ['kill:master3,kubeadm@kubeadm.phase/master3/phase=check-etcd'],
  },
  naive: {
    script: [
      init('master1'),
      joinMaster('master2'),
      `${joinMaster('master3')} || true`,
      joinMaster('master3').replace(': ', ': test -e /etc/kubernetes/admin.conf || '),
    ],
    damage: 'false success',
    last: { end: 'skipped', says: '' },
    etcd: { clusters: 1, voters: 2, serving: 2, quorum: 'kept' },
    why: 'The second run of the playbook is green. The cluster has two voters, which is worse than one.',
  },
  protocol: {
    ends: 'ready',
    issues: ['join master3', 'reset master3', 'join master3'],
    neverIssues: ['remove etcd member'],
    etcd: { clusters: 1, voters: 3, quorum: 'kept' },
    why: 'Done means a condition of the cluster: a started, healthy voter and a labelled Node. Files only tell how far a join came.',
  },
};

const phaseThatDoesNothing: Exhibit = {
  id: 'phase-that-does-nothing',
  title: 'A join phase that was renamed succeeds and does nothing',
  source: 'kubeadm #3262; kubeadm 1.33 to 1.35',
  story:
    'From 1.33 on etcd is joined earlier, by a phase of another name. The old name is still accepted and exits with 0. Runbooks that finish an interrupted join with it see success.',
  world: {
    cluster: 'museum/clusters/early-etcd-join.yaml',
    seed: 1,
    faults: ['kill:master3,kubeadm@kubeadm.phase/master3/phase=etcd-join'],
  },
  naive: {
    script: [
      init('master1'),
      joinMaster('master2'),
      `${joinMaster('master3')} || true`,
      'master3: kubeadm join phase control-plane-join etcd --control-plane --apiserver-advertise-address $ADDRESS',
    ],
    damage: 'false success',
    last: { end: 'succeeded', says: '' },
    etcd: { clusters: 1, voters: 2, learners: 0, serving: 2, quorum: 'kept' },
    why: 'An exit code is what a program says of itself. There are still two members.',
  },
  protocol: {
    ends: 'ready',
    issues: ['join master3', 'reset master3', 'join master3'],
    etcd: { clusters: 1, voters: 3, quorum: 'kept' },
    why: 'The member list has no third member, whatever was run: the half-made host is reset and joined.',
  },
};

export const REPAIR_EXHIBITS: readonly Exhibit[] = [
  wipedMaster,
  initAgain,
  resetLeavesMember,
  killedJoin,
  successByFile,
  phaseThatDoesNothing,
];
