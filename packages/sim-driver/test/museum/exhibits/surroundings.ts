import type { Exhibit } from '../exhibit.js';
import { init, joinMaster } from '../tutorial-lines.js';

const expiredToken: Exhibit = {
  id: 'token-of-the-first-day',
  title: 'A master comes two days later, with the join command of the first day',
  source: 'kubeadm: bootstrap tokens live 24 hours',
  story:
    'The join command stands in a wiki, a user-data script or a terminal that was left open. Its token is gone. kubeadm does not say that: it waits five minutes for a signature that nobody will make.',
  world: { cluster: 'ha-cluster.yaml', seed: 1, faults: [], late: { master3: '2d' } },
  naive: {
    script: [init('master1'), joinMaster('master2'), 'wait 2d', 'switch on master3', joinMaster('master3')],
    damage: 'stuck',
    last: {
      end: 'failed',
      says: 'could not find a JWS signature in the cluster-info ConfigMap for token ID',
      atLeastMs: 300_000,
    },
    etcd: { clusters: 1, voters: 2, quorum: 'kept' },
    why: 'Five minutes, and an error about signatures, for a token that has expired. Two voters meanwhile: no failure is allowed.',
  },
  protocol: {
    ends: 'ready',
    issues: ['create a bootstrap token', 'join master3', 'revoke'],
    etcd: { clusters: 1, voters: 3, quorum: 'kept' },
    why: 'No credential is used that might expire during its use: a token and a key are made for this join, and the token is revoked after it.',
  },
};

const expiredKey: Exhibit = {
  id: 'certificate-key-of-this-morning',
  title: 'Three hours later the uploaded certificates are gone',
  source: 'kubeadm: Secret kubeadm-certs is deleted two hours after the upload',
  story:
    'The token is good for a day, the certificate key that stands beside it for two hours only. In between, workers join with the very same command and masters do not.',
  world: { cluster: 'ha-cluster.yaml', seed: 1, faults: [], late: { master3: '3h' } },
  naive: {
    script: [init('master1'), joinMaster('master2'), 'wait 3h', 'switch on master3', joinMaster('master3')],
    damage: 'stuck',
    last: { end: 'failed', says: 'Secret "kubeadm-certs" was not found in the "kube-system" Namespace' },
    etcd: { clusters: 1, voters: 2, quorum: 'kept' },
    why: 'The error of kubeadm is good here. The script still ends with two voters.',
  },
  protocol: {
    ends: 'ready',
    issues: ['create a bootstrap token', 'join master3'],
    etcd: { clusters: 1, voters: 3, quorum: 'kept' },
    why: 'The certificates are uploaded anew, with a new key, when a master is about to join, and never for later.',
  },
};

const clockBehind: Exhibit = {
  id: 'clock-three-hours-behind',
  title: 'A clock that is behind takes the new CA for one of the future',
  source: 'kubeadm: x509 checks with the clock of the joining host, for the whole five minutes of discovery',
  story:
    'A virtual machine was suspended, or its hardware clock holds local time. For it the cluster is not valid yet. kubeadm tries for five minutes, and the cause stands only in the last line.',
  world: { cluster: 'ha-cluster.yaml', seed: 1, faults: ['move-clock:master3,-3h@0s'] },
  naive: {
    script: [init('master1'), joinMaster('master2'), joinMaster('master3')],
    damage: 'stuck',
    last: { end: 'failed', says: 'x509: certificate has expired or is not yet valid', atLeastMs: 300_000 },
    etcd: { clusters: 1, voters: 2, quorum: 'kept' },
    why: 'It was known before init, and is found out when two voters stand.',
  },
  protocol: {
    ends: 'blocked, host-unfit',
    issues: [],
    neverIssues: ['initialise', 'join'],
    etcd: { clusters: 0 },
    why: 'Clocks are compared before anything is made: a cluster is not begun with a host that cannot join it.',
  },
};

const clonedMachine: Exhibit = {
  id: 'cloned-machine',
  title: 'Two masters have the same hostname',
  source: 'cloned virtual machines; kubeadm refuses the name only while the Node that has it is Ready',
  story:
    'master2 is a copy of master1, and nobody changed its name. Without a pod network the first Node is not Ready yet, so kubeadm lets the second one take it over: the kubelet of master2 writes the Node of master1.',
  world: { cluster: 'ha-cluster.yaml', seed: 1, faults: ['same-hostname:master2,master1@0s'] },
  naive: {
    script: [init('master1'), joinMaster('master2'), joinMaster('master3')],
    damage: 'hangs',
    last: { end: 'still running', says: 'Waiting for the new etcd member to join the cluster' },
    etcd: { voters: 2, serving: 1, quorum: 'lost' },
    why: 'kubeadm identifies nodes by name and members by address. The first master is taken over by the second, and with it goes the quorum.',
  },
  protocol: {
    ends: 'blocked, host-unfit',
    issues: [],
    neverIssues: ['initialise', 'join'],
    etcd: { clusters: 0 },
    why: 'Names, machine ids and addresses of all hosts are compared before init; each must be unique.',
  },
};

const peerPortClosed: Exhibit = {
  id: 'peer-port-closed',
  title: "A firewall closes etcd's peer port",
  source: 'the most frequent cause behind "timed out" of joins: 6443 and 2379 are open, 2380 is not',
  story:
    'Security groups were written for clients. Every check of kubeadm passes: the API answers, etcd answers. The second member is added, starts, and never hears from the first.',
  world: {
    cluster: 'ha-cluster.yaml',
    seed: 1,
    faults: ['close-port:master1,master2,2380@0s'],
  },
  naive: {
    script: [init('master1'), joinMaster('master2'), joinMaster('master3')],
    damage: 'hangs',
    last: { end: 'still running', says: 'Waiting for the new etcd member to join the cluster' },
    etcd: { voters: 2, serving: 1, quorum: 'lost' },
    why: 'The first master is lost with the second: two voters that do not hear each other are no quorum.',
  },
  protocol: {
    ends: 'blocked, peers-not-reachable',
    issues: [],
    neverIssues: ['initialise', 'join'],
    etcd: { clusters: 0 },
    why: 'Every port of every pair of masters is tried before init, both ways, while a firewall costs nothing but a message.',
  },
};

const balancerAway: Exhibit = {
  id: 'load-balancer-away',
  title: 'The load balancer is away while a master joins',
  source: 'kubeadm: discovery blocks for its whole time-out, five minutes, and prints nothing',
  story:
    'A switch reboots, a floating address moves. Every master serves, but everything points at the load balancer. kubeadm gives up after five minutes.',
  world: {
    cluster: 'ha-cluster.yaml',
    seed: 1,
    faults: ['isolate:proxy@kubeadm.phase/master2/phase=preflight~20m'],
  },
  naive: {
    script: [init('master1'), joinMaster('master2'), joinMaster('master3')],
    damage: 'stuck',
    last: { end: 'failed', says: "couldn't validate the identity of the API Server", atLeastMs: 300_000 },
    anHourLater: 'succeeded',
    etcd: { clusters: 1, voters: 1, quorum: 'kept' },
    why: 'Nothing is broken here, and the script is over all the same; somebody has to find out where it can go on, and when: at once the same command fails again, an hour later it succeeds.',
  },
  protocol: {
    ends: 'ready',
    issues: ['join master2', 'join master2', 'join master3'],
    neverIssues: ['remove etcd member'],
    etcd: { clusters: 1, voters: 3, quorum: 'kept' },
    why: 'A join that failed in preflight left nothing and is tried again, once the endpoint can be reached. Until then the run says what it waits for.',
  },
};

const secondInit: Exhibit = {
  id: 'second-init',
  title: 'No answer from the first master, so the second one is initialised',
  source: 'automation that initialises on the first host that answers',
  story:
    'A tool initialises the control plane on whichever master it can reach first, when no API answers. The first master holds a cluster, and is cut off for ten minutes.',
  world: {
    cluster: 'ha-cluster.yaml',
    seed: 1,
    faults: [
      'isolate:master1@apiserver.ready/master1+8s~10m',
      'unreachable:master1@apiserver.ready/master1+8s~10m',
    ],
  },
  naive: {
    script: [init('master1'), 'wait 1m', init('master2'), 'wait 10m'],
    damage: 'split',
    last: { end: 'succeeded', says: 'Your Kubernetes control-plane has initialized successfully!' },
    etcd: { clusters: 2 },
    why: 'When master1 is back there are two clusters with two CAs behind one endpoint. One of them has to be thrown away, with what was written to it.',
  },
  protocol: {
    ends: 'ready',
    issues: ['initialise the control plane on master1', 'join master2', 'join master3'],
    neverIssues: ['initialise the control plane on master2', 'initialise the control plane on master3'],
    etcd: { clusters: 1, voters: 3, quorum: 'kept' },
    why: 'A master that cannot be looked at may hold the cluster. So nobody else is initialised, however long it takes.',
  },
};

export const SURROUNDINGS_EXHIBITS: readonly Exhibit[] = [
  expiredToken,
  expiredKey,
  clockBehind,
  clonedMachine,
  peerPortClosed,
  balancerAway,
  secondInit,
];
