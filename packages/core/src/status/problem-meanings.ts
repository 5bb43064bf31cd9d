import type { ProblemCode } from './status-problem.js';

/** What each problem means for the cluster, in a sentence or two. The order is that of their urgency. */
export const PROBLEM_MEANINGS: Readonly<Record<ProblemCode, string>> = {
  'two-clusters':
    'Masters hold the keys of different clusters. Nothing is changed, because every change would be wrong for one of them.',
  'another-cluster': 'The hosts run a cluster, and it is not the one that the spec describes.',
  'quorum-lost':
    'etcd can neither write nor elect, so the API is down. Pods that run go on running; nothing new starts, and nothing fails over.',
  'data-lost':
    'etcd began anew: what the cluster had stored is gone from it, and its hosts believe to belong to what is not there any more.',
  'certificate-expired':
    'Whoever presents this certificate is refused: the components that use it no longer reach each other.',
  'certificate-not-yet-valid':
    'Its time has not come, so whoever is shown it refuses it: the components that use it do not reach each other.',
  'etcd-alarm': 'etcd refuses writes while an alarm is raised, whatever its quorum.',
  'api-not-answering': 'A cluster is on the hosts, and no master serves its API.',
  'may-hold-a-cluster':
    'A host that cannot be seen may hold the cluster already. An init elsewhere would make a second one, so none is begun.',
  'init-interrupted':
    'The first master holds a control plane that is not complete. No other host may join it yet.',
  'init-failed': 'The first control plane could not be made within the attempts of the budget.',
  'endpoint-not-reachable':
    'Every kubelet and every kubeconfig goes through the control-plane endpoint. Hosts for which it does not lead to a master are cut off.',
  'load-balancer-not-configured': 'The load balancer has no configuration that leads to the masters.',
  'host-of-another-cluster':
    'The host carries the CA of another cluster. It is never touched without a person who says so.',
  'voter-unhealthy':
    'A voter counts for the quorum whether it runs or not: until it is back, fewer other voters may fail.',
  'stray-member':
    'A member that belongs to no master of the spec counts for the quorum, and nothing here would start it.',
  'member-not-removable':
    'A member that is in the way cannot be removed now, because the others would be left without quorum.',
  'member-not-listed':
    'etcd runs on a master, and the members that answer do not know it. Either it was removed and has not noticed, or they lost their data and began anew: then its disk holds what they lost.',
  'peers-not-reachable':
    'Masters do not reach each other on the ports of etcd. A member that never gets into contact costs quorum.',
  'host-unreachable': 'Nothing is known about this host, and nothing can be done on it.',
  'half-joined': 'The host has some of what makes it part of the cluster, and lacks the rest.',
  'not-joined': 'The spec counts on this host, and it is no part of the cluster yet.',
  'node-not-ready': 'The scheduler puts no new pods on a Node that is not Ready.',
  'host-not-observable': 'The host answers, but what decides about it could not be read.',
  'host-unfit': 'The host cannot be made part of a cluster as it is.',
  'host-unprepared': 'The host lacks what the preparation of the spec asks for.',
  'join-refused': 'A condition of joining does not hold. Joining all the same could cost the quorum.',
  'join-budget-spent': 'A master did not join within the attempts of the budget.',
  'worker-budget-spent': 'A worker did not join within the attempts of the budget.',
  'credentials-not-minted': 'Without a bootstrap token and a certificate key nobody can join.',
  'token-not-signed':
    'A host trusts the cluster by the signature of its token in cluster-info. Without that signature its join waits until it fails.',
  'cni-not-applied': 'Without a pod network the Nodes stay NotReady.',
  'not-settling': 'Something that should have come right by itself has not.',
  'no-cluster': 'No master holds anything of a cluster: there is nothing that could be unhealthy.',
  'clock-off':
    'Certificates, tokens and leases are judged by the clock of each host. Masters whose clocks differ refuse what is valid.',
  'certificate-expiring': 'When it expires, whoever presents it is refused. Renewing before is without risk.',
  'credential-left': 'Whoever holds the secret half can join hosts to the cluster until it expires.',
};
