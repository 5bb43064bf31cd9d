import { ETCD, fact, said } from '../clues.js';
import { memberRows, slowRequests } from '../facts/etcd-state.js';
import type { KnownCause } from '../known-cause.js';
import type { FailureClass } from '../../commands/report.js';

const UNHEALTHY: readonly FailureClass[] = [
  'etcd-unhealthy',
  'etcd-timeout',
  'api-unreachable',
  'member-change-refused',
];

/** Members, their data, and their disks. */
export const ETCD_CAUSES: readonly KnownCause[] = [
  {
    id: 'etcd-out-of-space',
    title: 'the database of etcd has reached its quota',
    kind: 'cause',
    clues: [
      said(
        [...ETCD, 'apiserver-log', 'nodes', 'api-ready'],
        /mvcc: database space exceeded|alarm:NOSPACE|ALARM NOSPACE/,
        { within: 40 },
      ),
    ],
    leadsTo: UNHEALTHY,
    why: 'From then on every member refuses to write, until space was made and the alarm is disarmed.',
    next: [
      'etcdctl compact to the present revision, then defrag each member (the leader last), then alarm disarm',
      'run again',
    ],
    source: 'etcd 3.4 to 3.6: "etcdserver: mvcc: database space exceeded", "alarm:NOSPACE"',
  },
  {
    id: 'etcd-corrupt',
    title: 'the data of an etcd member differ from its peers’',
    kind: 'cause',
    clues: [said(ETCD, /alarm:CORRUPT|etcdserver: corrupt cluster|found data inconsistency with peers/)],
    leadsTo: UNHEALTHY,
    why: 'A member whose data cannot be trusted must not be repaired in place.',
    next: [
      'etcdctl snapshot save from a member that agrees with the majority',
      'remove the other one while quorum holds, wipe it, and join it anew',
    ],
    source: 'etcd 3.5: "etcdserver: corrupt cluster", "found data inconsistency with peers"',
  },
  {
    id: 'etcd-data-lost',
    title: 'an etcd member has lost its data',
    kind: 'cause',
    clues: [
      said(
        ['etcd-log', 'failure'],
        /tocommit\(\d+\) is out of range \[lastIndex\(\d+\)\]|has already been bootstrapped/,
        { fatal: true },
      ),
    ],
    leadsTo: UNHEALTHY,
    why: 'It was started empty under its old name: the leader knows that it had more, and it ends at every start.',
    next: [
      'never start it again with its old identity',
      'while quorum holds: etcdctl member remove, wipe the host, run again to join it anew',
    ],
    source:
      'etcd 3.4 and 3.5: "tocommit(26) is out of range [lastIndex(4)]. Was the raft log corrupted, truncated, or lost?"',
  },
  {
    id: 'etcd-log-damaged',
    title: 'the log of an etcd member is damaged',
    kind: 'cause',
    clues: [
      said(
        ['etcd-log', 'failure'],
        /walp?b?: crc mismatch|failed to read WAL, cannot be repaired|wal error .* cannot be repaired/,
        { fatal: true },
      ),
    ],
    leadsTo: UNHEALTHY,
    why: 'After a power cut or on a failing disk. It finds the damage at every start, and ends.',
    next: [
      'check the disk; keep a copy of /var/lib/etcd',
      'while quorum holds: etcdctl member remove, wipe the host, run again to join it anew',
      'without quorum: restore a snapshot',
    ],
    source:
      'etcd 3.3 to 3.5: "walpb: crc mismatch", "read wal error (walpb: crc mismatch) and cannot be repaired"',
  },
  {
    id: 'etcd-member-removed',
    title: 'an etcd runs that is no member any more',
    kind: 'cause',
    clues: [said(['etcd-log', 'failure'], /has been permanently removed from the cluster/, { fatal: true })],
    leadsTo: UNHEALTHY,
    why: 'It was removed from the list while its manifest stayed: the kubelet starts it for ever, and each time it ends.',
    next: ['kubeadm reset -f on that host, then run again to join it anew'],
    source: 'etcd 3.4 and 3.5: "the member has been permanently removed from the cluster"',
  },
  {
    id: 'etcd-member-count-unequal',
    title: 'an etcd was started with another list of members than the cluster has',
    kind: 'cause',
    clues: [
      said(['etcd-log', 'failure'], /member count is unequal|PeerURLs: no match found for existing member/, {
        fatal: true,
      }),
    ],
    leadsTo: UNHEALTHY,
    why: 'It was not added before it was started, or somebody changed the list between the two.',
    next: [
      'etcdctl member list on a healthy master',
      'kubeadm reset -f on the new host, remove its member if it is listed, then run again',
    ],
    source: 'etcd 3.4 to 3.6: "error validating peerURLs …: member count is unequal"',
  },
  {
    id: 'etcd-cluster-id-mismatch',
    title: 'two etcd clusters talk to each other',
    kind: 'cause',
    clues: [
      said(
        ['etcd-log'],
        /request cluster ID mismatch|request sent was ignored by remote peer due to cluster ID mismatch/,
        { within: 60 },
      ),
    ],
    leadsTo: UNHEALTHY,
    why: 'A master was initialised on its own while the others form a cluster: two truths under one set of addresses.',
    next: [
      'stop changing anything; find out which one holds the data: etcdctl endpoint status on each master',
      'the other one: kubeadm reset -f, then run again to join it',
    ],
    source:
      'etcd 3.4 and 3.5: "request cluster ID mismatch", "request sent was ignored by remote peer due to cluster ID mismatch"',
  },
  {
    id: 'etcd-peer-certificate',
    title: 'etcd members refuse each other’s certificates',
    kind: 'cause',
    clues: [
      said(
        ['etcd-log', 'failure'],
        /rejected connection.*(x509|bad certificate|certificate required|doesn't contain any IP SANs|does not match any of DNSNames)|remote error: tls: (bad certificate|certificate required|unknown certificate authority)/,
        { within: 30 },
      ),
    ],
    leadsTo: UNHEALTHY,
    why: 'The certificate is from another CA, has expired, or was made for another address than the one that the peer comes from.',
    next: [
      'openssl x509 -in /etc/kubernetes/pki/etcd/peer.crt -noout -text: names, dates and issuer',
      'with two networks: check advertiseAddress in the specification',
    ],
    source:
      'etcd 3.4 "rejected connection from … (error "remote error: tls: bad certificate", …)"; 3.5 "rejected connection on client endpoint"',
  },
  {
    id: 'etcd-disk-too-slow',
    title: 'the disk below etcd is too slow',
    kind: 'cause',
    clues: [
      fact(slowRequests),
      said(['etcd-log'], /leader failed to send out heartbeat on time|failed to send out heartbeat on time/, {
        within: 40,
      }),
    ],
    leadsTo: UNHEALTHY,
    why: 'etcd waits for each fsync; when one takes longer than an election time-out, leaders come and go.',
    next: [
      'give /var/lib/etcd a disk of its own (SSD), or take other work off it',
      'etcdctl check perf, when nothing else runs',
    ],
    source:
      'etcd 3.4 "read-only range request … took too long", 3.5 "apply request took too long", "slow fdatasync", "leader failed to send out heartbeat on time"',
  },
  {
    id: 'etcd-too-many-learners',
    title: 'another member is still being added',
    kind: 'cause',
    clues: [said(ETCD, /too many learner members in cluster/)],
    leadsTo: ['member-change-refused'],
    why: 'etcd takes one learner at a time: another join is under way, or one was broken off.',
    next: [
      'etcdctl member list shows the learner',
      'is its host at work? wait. Is it dead? run again: it is removed first',
    ],
    source: 'etcd 3.4 to 3.6: "etcdserver: too many learner members in cluster"',
  },
  {
    id: 'etcd-learner-behind',
    title: 'a new etcd member does not catch up',
    kind: 'cause',
    clues: [
      said(
        ['failure'],
        /can only promote a learner member which is in sync with leader|the etcd member [0-9a-f]+ is not started/,
      ),
    ],
    leadsTo: ['learner-not-in-sync'],
    why: 'It has not received 90 % of the log: it does not run, does not reach the leader, or its disk is slow.',
    next: [
      'look at the etcd log of the new host, among the evidence',
      'run again: a learner that is alive is waited for, a dead one removed',
    ],
    source: 'etcd 3.4 to 3.6: "etcdserver: can only promote a learner member which is in sync with leader"',
  },
  {
    id: 'etcd-member-exists',
    title: 'etcd has a member with that peer URL',
    kind: 'cause',
    clues: [said(ETCD, /etcdserver: Peer URLs already exists/)],
    leadsTo: ['member-change-refused'],
    why: 'An earlier join announced it. kubeadm 1.27 to 1.31.1 adds it once more instead of using it.',
    next: ['run again: the member is looked at, and removed if its host never ran it'],
    source: 'etcd 3.4 to 3.6 "etcdserver: Peer URLs already exists"; kubeadm pull request 127491',
  },
  {
    id: 'etcd-member-not-started',
    title: 'a member of etcd was added and never ran',
    kind: 'consequence',
    clues: [
      fact(memberRows(/^[0-9a-f]+, unstarted,/)),
      said(ETCD, /re-configuration failed due to not enough started members/),
    ],
    leadsTo: UNHEALTHY,
    why: 'It counts for the quorum although nobody runs it. With two voters the cluster stands still until it starts.',
    next: [
      'is its host at work? its kubelet starts it within seconds',
      'is it dead, and quorum holds? run again: the member is removed first',
    ],
    source:
      'etcd 3.4 to 3.6: member list "unstarted"; "etcdserver: re-configuration failed due to not enough started members"',
  },
  {
    id: 'etcd-member-down',
    title: 'a member of etcd does not answer',
    kind: 'consequence',
    clues: [
      said(
        ['failure'],
        /etcd cluster is not healthy|error syncing endpoints with etcd|etcdserver: unhealthy cluster|timeout waiting for etcd cluster to be available/,
      ),
    ],
    leadsTo: ['etcd-unhealthy', 'member-change-refused'],
    why: 'kubeadm asks every listed member: one that is dead stops each join, with or without quorum.',
    next: [
      'etcdctl member list and endpoint status --cluster: who is it?',
      'bring it back, or remove it before its replacement is joined',
    ],
    source:
      'kubeadm 1.20: "etcd cluster is not healthy: failed to dial endpoint …"; etcd "etcdserver: unhealthy cluster"',
  },
  {
    id: 'etcd-quorum-lost',
    title: 'etcd has no quorum',
    kind: 'consequence',
    clues: [
      said([...ETCD, 'nodes', 'api-ready'], /etcdserver: (request timed out|no leader|leader changed)/, {
        fatal: true,
      }),
      said(['api-ready'], /\[-\]etcd failed/),
      said(['apiserver-log'], /error creating storage factory: context deadline exceeded/, {
        within: 3,
        fatal: true,
      }),
    ],
    leadsTo: ['etcd-timeout', 'etcd-unhealthy', 'api-unreachable'],
    why: 'Fewer than a majority of the voters answer: nothing can be written and no member changed.',
    next: [
      'stop changing anything; bring back members that are only switched off',
      'never re-initialise: a snapshot of one live member can be taken without quorum',
    ],
    source:
      'etcd 3.4 to 3.6: "etcdserver: request timed out", "etcdserver: no leader"; apiserver readyz "[-]etcd failed"',
  },
];
