import type { HostObservation, NodeObservation, Observation } from '../observation/observation.js';
import type { HostSpec } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';
import { isControlPlaneNode } from './control-plane-step.js';
import { hasFile, holdsControlPlane, KUBELET_CONF } from './kubernetes-files.js';
import { check } from './verdict.js';

/**
 * Pods run on this host: it is a Ready worker of the cluster, under another role or another name than the specification gives it.
 * A join that died half-way leaves no such Node: that of a master has its manifests (kubeadm: `control-plane-prepare` comes before
 * `kubelet-start`), that of a worker its own name.
 */
export function liveWorker(
  observation: Observation,
  host: HostSpec,
  seen: HostObservation,
): BlockReason | undefined {
  if (seen.kubelet?.healthy !== 'yes' || !hasFile(seen, KUBELET_CONF) || holdsControlPlane(seen))
    return undefined;
  const nodes = observation.cluster.nodes.known ? observation.cluster.nodes.value : [];
  const node = nodes.find((one) => isOf(one, host) && one.ready === 'yes' && !isControlPlaneNode(one));
  return node === undefined ? undefined : notToBeWiped(host, node);
}

function isOf(node: NodeObservation, { name, role, advertiseAddress }: HostSpec): boolean {
  return node.name === name ? role === 'control-plane' : node.internalIp === advertiseAddress;
}

function notToBeWiped({ name, role }: HostSpec, node: NodeObservation): BlockReason {
  const wanted = role === 'control-plane' ? 'a master' : `worker ${name}`;
  return {
    code: 'host-unfit',
    summary: `${name} is ${wanted} in the specification, and runs pods as worker ${node.name}: it is not reset for that`,
    evidence: [
      check('host-in-no-cluster', 'no', `${name}: its kubelet is healthy, and Node ${node.name} is Ready`),
    ],
    remedies: [
      `if it is to stay what it is: name it ${node.name}, role worker, in the specification`,
      `if not: name it ${node.name}, role worker, take it out with quorate reset --host ${node.name}, then apply the specification as it is now`,
    ],
  };
}
