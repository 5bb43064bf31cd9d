import type { ProblemCode } from '@quorate/core';
import type { Rule } from './topic.js';

/** The rule behind each reason to stand still, and behind each problem that status lists. */
export const REASON_RULES: Readonly<Record<ProblemCode, Rule>> = {
  'two-clusters': {
    rule: 'Masters are of one cluster when they have the same CA. As long as two CAs are seen, no change is permitted on any host: decide which cluster is to live, and reset the hosts of the other one yourself.',
    see: 'docs/museum.md#second-init',
  },
  'another-cluster': {
    rule: 'The endpoint that kubeadm recorded in the cluster must be that of the spec. It stands in every certificate and kubeconfig, so a difference means another cluster, or a spec that was changed afterwards.',
    see: 'docs/spec.md#speccontrolplaneendpoint',
  },
  'quorum-lost': {
    rule: 'n voters need floor(n/2)+1 of them, counted over the member list, started or not. Below that etcd decides nothing, not even to remove the dead. Bring enough voters back with the disks that they had; then it goes on by itself. Never remove members by force while they could come back: rewriting the membership needs a named survivor and a backup.',
    see: 'docs/museum.md#two-voters-are-worse-than-one',
  },
  'data-lost': {
    rule: 'Hosts join only after init has recorded its configuration. An API that has no such record, and hosts that carry its CA, are an etcd that began anew. Nothing is written into it: restore a snapshot, or bring the data back.',
    see: 'docs/protocol.md#initialising-initialising-once-on-one-host',
  },
  'certificate-expired': {
    rule: 'Leaf certificates of kubeadm live one year, authorities ten. `kubeadm certs renew all` renews the leaves of a master from the CA on its disk, and its static pods must be started again to use them. The kubelet renews its own while it can reach the API.',
    see: 'docs/protocol.md#establishedcertificates-certificate-expiry',
  },
  'certificate-not-yet-valid': {
    rule: 'kubeadm makes an authority valid from the moment that the clock of the master shows at its init (since 1.31: five minutes earlier), and its leaves with it. A clock that was an hour ahead makes a cluster that nobody can use for an hour; then it works. Read by the clocks of most hosts, give or take `budgets.maxClockSkew`.',
    see: 'docs/protocol.md#establishedcertificates-certificate-expiry',
  },
  'etcd-alarm': {
    rule: 'NOSPACE is raised when the database reaches its quota, CORRUPT when members differ. Writes stay refused until the cause is gone and the alarm is disarmed by hand; adding or removing members does not help.',
    see: 'docs/protocol.md#establishedetcd-etcd-quorum',
  },
  'api-not-answering': {
    rule: 'A master holds manifests or data of etcd, so there is a cluster; an init is never begun over it. Whatever keeps its apiserver from serving is looked for on the masters: the kubelet first, then the static pods.',
    see: 'docs/architecture.md#the-machine',
  },
  'may-hold-a-cluster': {
    rule: 'kubeadm init makes a new CA and a new etcd. It is permitted only when every master was looked at and none holds anything. A spec that says assumeNew states that the unseen ones are empty.',
    see: 'docs/spec.md#specassumenew',
  },
  'init-interrupted': {
    rule: 'An apiserver that serves is rolled forward with the single phases of kubeadm init that are missing; all of them can be repeated. One that does not serve is reset only by the very run that began it.',
    see: 'docs/protocol.md#initialising-initialising-once-on-one-host',
  },
  'init-failed': {
    rule: 'An init is tried as often as spec.budgets.joinAttempts says, each time from a host that was reset. Then a person has to see why the control plane does not come up.',
    see: 'docs/spec.md#specbudgetsjoinattempts',
  },
  'endpoint-not-reachable': {
    rule: 'The endpoint must lead to a master from every master before anybody joins, because kubelets and apiservers of the newcomer use it from their first second. A connection alone proves little: a load balancer accepts it without a backend.',
    see: 'docs/protocol.md#balancing-load-balancer-before-init',
  },
  'load-balancer-not-configured': {
    rule: 'The configuration is checked by the program itself before it is put in place, and the service keeps its old one when that fails.',
    see: 'docs/protocol.md#balancing-load-balancer-before-init',
  },
  'host-of-another-cluster': {
    rule: 'A host whose CA differs from that of the serving masters is never reset or joined: its disk may be all that is left of its cluster. If it is the right host, run kubeadm reset on it yourself.',
    see: 'docs/architecture.md#the-machine',
  },
  'voter-unhealthy': {
    rule: 'Nobody joins or leaves while a voter is not healthy, unless it is the one that is removed. It is given the time to settle first (spec.budgets.settle).',
    see: 'docs/protocol.md#establishedcontrolplane-one-membership-change-at-a-time',
  },
  'stray-member': {
    rule: 'Members belong to hosts by their peer URL, never by name. One that belongs to no master of the spec is not removed by any run, because another tool, or an older spec, may know it.',
    see: 'docs/museum.md#reset-leaves-its-member',
  },
  'member-not-removable': {
    rule: 'A member may be removed when the voters that remain keep quorum among those that are healthy. This is stricter than etcd, which lets a dead member go although nobody is left to commit it.',
    see: 'docs/museum.md#two-voters-are-worse-than-one',
  },
  'member-not-listed': {
    rule: 'A master without a member is reset before it joins, but never while its etcd runs: a removed member ends by itself, one that goes on may hold what those who answer have lost. As long as it runs, no other host that holds anything is reset either, and no Node is deleted: it may be those who answer that are wrong.',
    see: 'docs/museum.md#reset-leaves-its-member',
  },
  'peers-not-reachable': {
    rule: 'Ports 6443, 2379 and 2380 are tried between every pair of masters, both ways, before init and before each join. From one voter to two, a member that is never heard from costs the quorum at once.',
    see: 'docs/museum.md#peer-port-closed',
  },
  'host-unreachable': {
    rule: 'No connection was made, so nothing ran there. What cannot be seen permits nothing: a voter on it counts as down, and an init elsewhere is refused.',
    see: 'docs/architecture.md#outcomes',
  },
  'half-joined': {
    rule: 'A host is part of the cluster when its member is a healthy voter, its Node is registered and labelled, and its apiserver serves; of a worker, when its kubelet runs and its Node is there. Files alone prove nothing. What is missing is completed where that is safe, and undone where it is not.',
    see: 'docs/museum.md#success-by-marker-file',
  },
  'not-joined': {
    rule: 'Nothing of a cluster is on the host. Masters join one at a time, each only when every voter is healthy; workers all at once.',
    see: 'docs/protocol.md#establishedcontrolplane-one-membership-change-at-a-time',
  },
  'node-not-ready': {
    rule: 'With a CNI in the spec every Node must get Ready; without one NotReady is expected and no problem. A Node whose kubelet has not been heard from for 40 s is NotReady too, with reason NodeStatusUnknown.',
    see: 'docs/spec.md#speccni',
  },
  'host-not-observable': {
    rule: 'Unknown is a value of its own: neither yes nor no is concluded from it, and no change is permitted by it.',
    see: 'docs/architecture.md#outcomes',
  },
  'host-unfit': {
    rule: 'What breaks a cluster long after it was made is looked at before: equal machine ids, wrong addresses, clocks that are off, ports in use, swap, CPUs, memory, versions of kubeadm and kubelet.',
    see: 'docs/protocol.md#preparing-preparing-hosts-all-at-once',
  },
  'host-unprepared': {
    rule: 'Each item of spec.preparation is looked at first and done only where it is missing, never on a host that is part of a cluster.',
    see: 'docs/spec.md#specpreparation',
  },
  'join-refused': {
    rule: 'A join is judged by the cluster that it would leave behind in the worst case: with the newcomer counted as a voter that is down, the healthy ones must still be a quorum. Growing from one voter to two is the one exception that etcd leaves nobody.',
    see: 'docs/museum.md#second-voter-dies',
  },
  'join-budget-spent': {
    rule: 'A master is joined as often as spec.budgets.joinAttempts says, each time from a host that was reset and a member list without its old member.',
    see: 'docs/spec.md#specbudgetsjoinattempts',
  },
  'worker-budget-spent': {
    rule: 'A worker is joined as often as spec.budgets.joinAttempts says, each time from a host that was reset. The other workers go on meanwhile.',
    see: 'docs/spec.md#specbudgetsjoinattempts',
  },
  'credentials-not-minted': {
    rule: 'Token and certificate key are made just before they are used, by kubeadm on a master that serves. They must outlast the longest join (spec.budgets.joinTimeout).',
    see: 'docs/protocol.md#establishedminting-minting-credentials',
  },
  'token-not-signed': {
    rule: 'A join compares cluster-info with the signature that the controller manager makes with the token (BootstrapSigner). One that is missing for 30 s is worth a new token, twice; then the controller manager is the cause, and no further token helps.',
    see: 'docs/protocol.md#establishedminting-minting-credentials',
  },
  'cni-not-applied': {
    rule: 'The manifest is applied after every init of a run, whatever its Nodes say: a configuration in /etc/cni/net.d outlives kubeadm reset and makes them Ready without a network. In a cluster that was found it is applied when Nodes are NotReady and none is Ready. kubectl said why it was refused.',
    see: 'docs/protocol.md#establishednetwork-pod-network',
  },
  'not-settling': {
    rule: 'What heals by itself is waited for, for as long as spec.budgets.settle says. After that a person has to look; a run that waits goes on by itself when it has come right.',
    see: 'docs/spec.md#specbudgetssettle',
  },
  'no-cluster': {
    rule: 'Every master was looked at, and none holds manifests, keys or data of etcd.',
    see: 'docs/protocol.md#initialising-initialising-once-on-one-host',
  },
  'clock-off': {
    rule: 'No clock may be further than spec.budgets.maxClockSkew from that of this machine, nor from that of any master.',
    see: 'docs/museum.md#clock-three-hours-behind',
  },
  'certificate-expiring': {
    rule: 'Less is left than spec.certificates.warnBelow. Renewing one master after the other interrupts nothing.',
    see: 'docs/spec.md#speccertificateswarnbelow',
  },
  'credential-left': {
    rule: 'At its end a run revokes the tokens that it made, and with them the uploaded certificates go. A deletion that is refused is tried again after pauses, twice as often as spec.budgets.joinAttempts says; then the run names the tokens that stay. One that was stopped leaves them; so does spec.credentials.keep, on purpose.',
    see: 'docs/spec.md#speccredentialskeep',
  },
};
