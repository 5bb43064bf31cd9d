import type { FailureClass } from '@quorate/core';
import type { Rule } from './topic.js';

/** `about`: what the program complained of. `rule`: what the protocol does then, and what a person can. */
export interface FailureRule extends Rule {
  readonly about: string;
}

export const FAILURE_RULES: Readonly<Record<FailureClass, FailureRule>> = {
  'host-unreachable': {
    about: 'no connection to the host was made',
    rule: 'It is certain that nothing ran. The step may be tried again as soon as the host answers.',
    see: 'docs/architecture.md#outcomes',
  },
  'answer-lost': {
    about: 'the program was started, and how it ended was not seen',
    rule: 'It may have had its effect, part of it or none, and may still be running. Nothing is assumed and nothing repeated: the host and the cluster are looked at first.',
    see: 'docs/architecture.md#outcomes',
  },
  killed: {
    about: 'the program was ended by a signal',
    rule: 'Whatever it had done until then is there. The next look decides whether it is completed or undone.',
    see: 'docs/museum.md#killed-join-is-refused-again',
  },
  preflight: {
    about: 'kubeadm refused to start, and said why on lines that begin with [ERROR …]',
    rule: 'Nothing was changed. Put right what is listed; a check is only ignored when the spec names it (spec.ignorePreflightErrors).',
    see: 'docs/spec.md#specignorepreflighterrors',
  },
  'pulling-images': {
    about: 'the time of kubeadm init, or of a join, was over while it pulled images',
    rule: 'Nothing had been written. What was pulled is kept, so each attempt gets further. Pull the images beforehand (kubeadm config images pull), or raise the time.',
    see: 'docs/spec.md#specbudgetsjointimeout',
  },
  'token-unusable': {
    about: 'the bootstrap token has expired, was revoked, or is not signed yet',
    rule: 'A new one is minted and the join is tried again from a clean host. A token in a join command that was written down is good for its time to live, and no longer.',
    see: 'docs/museum.md#token-of-the-first-day',
  },
  'ca-hash-mismatch': {
    about: 'the cluster that answered at the endpoint has another CA than was expected',
    rule: 'The host is talking to another cluster, or carries keys of one. It is not joined by force: check the endpoint and what is on the host.',
    see: 'docs/museum.md#second-init',
  },
  'certificates-gone': {
    about:
      'the uploaded certificates of the control plane are not in the cluster any more, or not all of them',
    rule: 'kubeadm deletes them after two hours. They are uploaded again under a new key, and the join is tried again.',
    see: 'docs/museum.md#certificate-key-of-this-morning',
  },
  'certificate-key-wrong': {
    about: 'the uploaded certificates cannot be decrypted with this key',
    rule: 'Each upload has a key of its own and makes the one before useless. Never upload while somebody else joins.',
    see: 'docs/protocol.md#establishedcertificatekey-certificate-key',
  },
  'api-unreachable': {
    about: 'no apiserver answered, at the endpoint or on the host',
    rule: 'Whether the endpoint, the way to it or the apiservers are the cause, the next look tells: each master is asked by itself and through the endpoint.',
    see: 'docs/museum.md#load-balancer-away',
  },
  'certificate-expired': {
    about: 'a certificate is not valid now, by the clock of whoever looked at it',
    rule: 'Either it has expired, or a clock is off. quorate status shows both; clocks are put right first.',
    see: 'docs/museum.md#clock-three-hours-behind',
  },
  'etcd-unhealthy': {
    about: 'kubeadm or etcd found members that do not answer, or a database that refuses writes',
    rule: 'Nobody joins until every voter is healthy. The dead member is brought back, or removed when the others keep quorum.',
    see: 'docs/museum.md#one-dead-endpoint',
  },
  'etcd-timeout': {
    about: 'etcd did not commit in time: it has no leader, has just changed it, or is slow',
    rule: 'The change may have been committed all the same. The member list is read before anything else.',
    see: 'docs/museum.md#promotion-answer-lost',
  },
  'member-change-refused': {
    about: 'etcd refused a change of its membership',
    rule: 'etcd refuses what it sees to be unsafe, or what is there already. The member list decides what is done next.',
    see: 'docs/museum.md#wiped-master-joins-again',
  },
  'learner-not-in-sync': {
    about: 'the learner has not caught up with its leader, or never started',
    rule: 'One that runs is promoted later; one that does not start in time is removed, which costs no vote.',
    see: 'docs/museum.md#learner-never-started',
  },
  'member-not-found': {
    about: 'the member is not in the list of etcd',
    rule: 'For a removal that is success. For anything else the list is read again.',
    see: 'docs/museum.md#reset-leaves-its-member',
  },
  'node-name-taken': {
    about: 'a Node of that name is Ready in the cluster already',
    rule: 'Two hosts with one name would fight for one Node. Rename the host, or delete the Node that is left over.',
    see: 'docs/museum.md#cloned-machine',
  },
  'kubelet-not-healthy': {
    about: 'the kubelet of the host does not run, or does not answer',
    rule: 'Look at journalctl -u kubelet: swap, the cgroup driver and a missing container runtime are the usual causes.',
    see: 'docs/protocol.md#preparing-preparing-hosts-all-at-once',
  },
  'tls-bootstrap-timeout': {
    about: 'the kubelet did not get its certificate from the cluster in time',
    rule: 'The token, the clock of the host and its way to the endpoint decide about that; they are looked at before another attempt.',
    see: 'docs/museum.md#clock-three-hours-behind',
  },
  'package-lock-held': {
    about: 'another apt or dpkg is at work on the host',
    rule: 'It is waited for: killing it leaves half-installed packages behind.',
    see: 'docs/spec.md#specpreparation',
  },
  'dpkg-interrupted': {
    about: 'an earlier installation was interrupted',
    rule: 'dpkg --configure -a completes it before anything else is installed.',
    see: 'docs/spec.md#specpreparation',
  },
  'package-not-found': {
    about: 'the repository has no such package, or not in that version',
    rule: 'Check spec.kubernetesVersion and the repository of spec.preparation: pkgs.k8s.io has one repository for each minor release.',
    see: 'docs/spec.md#specpreparationrepository',
  },
  'package-mirror-unreachable': {
    about: 'the package repository could not be reached',
    rule: 'Check the name resolution and the proxy of the host; nothing was installed from it.',
    see: 'docs/spec.md#specpreparationrepository',
  },
  'package-signature': {
    about: 'the repository is not signed by a key that the host trusts',
    rule: 'Name its key in spec.preparation.repository.key. Unsigned packages are installed only from a repository that the spec calls trusted.',
    see: 'docs/spec.md#specpreparationrepositorykey',
  },
  'packages-broken': {
    about: 'dependencies of packages contradict each other, or a package is held back',
    rule: 'apt says which. Packages that were held by hand are not released by a run.',
    see: 'docs/spec.md#specpreparation',
  },
  'disk-full': {
    about: 'there is no space left on the host',
    rule: 'Make room first: etcd, the kubelet and dpkg all break on a full disk, each in its own way.',
    see: 'docs/protocol.md#preparing-preparing-hosts-all-at-once',
  },
  'load-balancer-config-invalid': {
    about: 'nginx or HAProxy refused the new configuration when it was checked',
    rule: 'The service was left as it was. Usually something else on that host claims the port, or a module is missing.',
    see: 'docs/protocol.md#balancing-load-balancer-before-init',
  },
  'config-invalid': {
    about: 'kubeadm refused its configuration, or a certificate does not name the endpoint',
    rule: 'It would be refused again: the spec must be changed. A new endpoint needs new certificates.',
    see: 'docs/spec.md#speccontrolplaneendpoint',
  },
  other: {
    about: 'an error that is none of the known ones',
    rule: 'What was seen is shown as it was printed. The state of the cluster is looked at before anything is tried again.',
    see: 'docs/architecture.md#outcomes',
  },
};
