import type { ClusterSpec, Observation, ResetPlan } from '@quorate/core';
import { hostNamed, hostsOf, quorumOf, toleranceOf } from '@quorate/core';
import { counted } from '../render/counted.js';

/** What would be destroyed, in order, and what the cluster is afterwards. */
export function resetLines(spec: ClusterSpec, observation: Observation, plan: ResetPlan): readonly string[] {
  const scope = plan.whole
    ? `the whole cluster ${spec.name}`
    : `${plan.order.join(', ')} of cluster ${spec.name}`;
  return [
    `this destroys ${scope}:`,
    ...plan.order.map((name) => `  - ${name}: ${lossOf(spec, observation, name)}`),
    `  ${votersLine(plan)}`,
    ...(plan.left.length === 0
      ? []
      : [`  ! not reached, so left as they are: ${plan.left.join(', ')}; a cluster may come back with them`]),
    `  kept: ${keptText(spec)}`,
  ];
}

function lossOf(spec: ClusterSpec, observation: Observation, name: string): string {
  if (hostNamed(spec, name).role === 'worker') return 'its Node and the pods on it, with their local data';
  const { files = [] } = observation.hosts[name] ?? {};
  const data = files.some((file) => file.startsWith('/var/lib/etcd/'))
    ? ', its copy of the data of etcd'
    : '';
  return `its control plane${data}, its Node and the pods on it, with their local data`;
}

function votersLine({ whole, voters }: ResetPlan): string {
  if (whole)
    return `! point of no return: everything that etcd holds is gone afterwards; there is no backup of it here`;
  if (voters === undefined) return 'etcd: not asked';
  const { before, after } = voters;
  if (before === after) return `etcd: ${counted(after, 'voter')} as before`;
  return `etcd: ${before} → ${counted(after, 'voter')}, quorum ${quorumOf(after)}, ${spare(after)}`;
}

function spare(voters: number): string {
  const tolerance = toleranceOf(voters, voters);
  return tolerance === 0 ? 'none may fail then' : `any ${tolerance} may fail then`;
}

/** kubeadm reset leaves these on a host, and nobody asked for the others. A CNI that the spec brings is cleaned up after. */
function keptText(spec: ClusterSpec): string {
  const [balancer] = hostsOf(spec, 'load-balancer');
  const configuration = balancer === undefined ? '' : `, the configuration of ${balancer.name}`;
  const network = spec.cni.kind === 'none' ? ', /etc/cni/net.d' : '';
  return `packages${network}, iptables rules${configuration}`;
}
