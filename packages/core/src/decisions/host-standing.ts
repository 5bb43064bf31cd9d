import type { HostObservation, NodeObservation, Observation } from '../observation/observation.js';
import type { HostSpec } from '../spec/cluster-spec.js';
import { alarmsOf } from './etcd-alarms.js';
import { APISERVER_MANIFEST, ETCD_MANIFEST, hasFile, isHalfBootstrapped } from './kubernetes-files.js';
import { nodeOfHost } from './node-standing.js';

/** What stands on a host that does not come right by itself, for a person who has to find out why. */
export interface HostStanding {
  /** `master2: the kubelet is healthy; etcd member 3081287f2b156237 is healthy; the apiserver is not ready; Node master2 is Ready`. */
  readonly seen: string;
  /** What to type to learn more, about what is not as it should be; about the host as a whole when everything is. */
  readonly lookAt: readonly string[];
}

interface Part {
  readonly says: string;
  readonly fine: boolean;
  readonly lookAt: string;
}

export function hostStanding(observation: Observation | null, host: HostSpec): HostStanding {
  const seen = observation?.hosts[host.name];
  if (observation === null || seen === undefined)
    return { seen: `${host.name}: not looked at yet`, lookAt: LOOK_AT_ANYTHING };
  if (seen.reachable !== 'yes')
    return {
      seen: `${host.name}: not reachable: ${seen.detail ?? 'no answer'}`,
      lookAt: LOOK_AT_ANYTHING,
    };
  const parts = [
    ...kubeadmPart(seen),
    ...kubeletPart(seen),
    ...(hasFile(seen, ETCD_MANIFEST) ? [etcdPart(seen)] : []),
    ...(hasFile(seen, APISERVER_MANIFEST) ? [apiserverPart(seen)] : []),
    ...(observation.cluster.nodes.known ? [nodePart(host, nodeOfHost(observation, host))] : []),
  ];
  const wrong = parts.filter(({ fine }) => !fine).map(({ lookAt }) => lookAt);
  return {
    seen: `${host.name}: ${parts.map(({ says }) => says).join('; ') || 'nothing of it could be read'}`,
    lookAt: wrong.length > 0 ? [...new Set(wrong)] : LOOK_AT_ANYTHING,
  };
}

const KUBELET_LOG = 'journalctl -u kubelet';
const LOOK_AT_ANYTHING: readonly string[] = [KUBELET_LOG, 'crictl ps -a'];

function kubeadmPart({ kubeadmRunning }: HostObservation): readonly Part[] {
  if (kubeadmRunning !== 'yes') return [];
  return [{ says: 'a kubeadm process is running', fine: false, lookAt: 'pgrep -a kubeadm' }];
}

function kubeletPart(seen: HostObservation): readonly Part[] {
  const { kubelet } = seen;
  if (kubelet === undefined) return [];
  const fine = kubelet.healthy === 'yes' && !isHalfBootstrapped(seen);
  const says = isHalfBootstrapped(seen)
    ? 'the kubelet has no certificate of the cluster'
    : fine
      ? 'the kubelet is healthy'
      : kubelet.active === 'yes'
        ? 'the kubelet runs and is not healthy'
        : kubelet.active === 'no'
          ? 'the kubelet does not run'
          : 'the kubelet could not be asked';
  return [{ says, fine, lookAt: KUBELET_LOG }];
}

function etcdPart(seen: HostObservation): Part {
  const { etcd } = seen;
  const lookAt = 'crictl ps -a --name etcd';
  if (etcd?.memberId === undefined) return { says: 'etcd does not answer', fine: false, lookAt };
  const healthy = etcd.healthy === 'yes';
  const alarms = alarmsOf(seen);
  const says = `etcd member ${etcd.memberId} ${healthy ? 'is healthy' : 'answers, and no read goes through it'}`;
  return alarms.length === 0
    ? { says, fine: healthy, lookAt }
    : { says: `${says}, alarms: ${alarms.join(', ')}`, fine: false, lookAt };
}

function apiserverPart({ apiReady }: HostObservation): Part {
  const fine = apiReady === 'yes';
  const says = fine
    ? 'the apiserver is ready'
    : apiReady === 'no'
      ? 'the apiserver is not ready'
      : 'the apiserver could not be asked';
  return { says, fine, lookAt: 'crictl ps -a --name kube-apiserver' };
}

function nodePart(host: HostSpec, node: NodeObservation | undefined): Part {
  if (node === undefined)
    return { says: `no Node has registered for ${host.name}`, fine: false, lookAt: KUBELET_LOG };
  const lookAt = `kubectl describe node ${node.name}`;
  if (node.ready === 'yes') return { says: `Node ${node.name} is Ready`, fine: true, lookAt };
  const why = node.reason === undefined ? '' : ` (${node.reason})`;
  return { says: `Node ${node.name} is not Ready${why}`, fine: false, lookAt };
}
