import type { HostObservation, Observation } from '../observation/observation.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';
import { heldWhenLastRead } from './cluster-authority.js';
import { hasFile, holdsControlPlane, KUBELET_CONF, writtenFiles } from './kubernetes-files.js';
import { check } from './verdict.js';

/**
 * No master holds a cluster, and yet a worker belongs to one: it lives on hosts that the specification does not call masters, or its
 * masters have lost it. An init would make a second one, and take the endpoint from the first.
 */
export function clusterElsewhere(spec: ClusterSpec, observation: Observation): BlockReason | undefined {
  const workers = hostsOf(spec, 'worker').flatMap((host) => {
    const seen = observation.hosts[host.name];
    return seen === undefined ? [] : [{ host, seen }];
  });
  const master = workers.find(({ seen }) => holdsControlPlane(seen));
  if (master !== undefined) return holdsMaster(master.host, master.seen);
  const joined = workers.filter(({ seen }) => hasFile(seen, KUBELET_CONF) || heldWhenLastRead(seen));
  return joined.length === 0 ? undefined : workersOfAnother(joined.map(({ seen }) => seen));
}

/** The specification calls a worker what runs a control plane, and may be a voter: to reset it is a change of the membership. */
export function holdsMaster(host: HostSpec, seen: HostObservation): BlockReason {
  const files = writtenFiles(seen).filter((file) => /\/(manifests|etcd)\//.test(file));
  return {
    code: 'host-unfit',
    summary: `${host.name} is a worker in the specification, and holds a control plane`,
    evidence: [check('host-in-no-cluster', 'no', `${host.name}: ${files.slice(0, 3).join(', ')}`)],
    remedies: [
      `if ${host.name} is a master: say so in the specification (role: control-plane)`,
      `if it is to be a worker: name it a master, take it out with quorate reset --host ${host.name}, then name it a worker again`,
    ],
  };
}

function workersOfAnother(joined: readonly HostObservation[]): BlockReason {
  const names = joined.map(({ host }) => host).join(', ');
  const [first] = joined;
  return {
    code: 'host-of-another-cluster',
    summary: `${names} ${joined.length === 1 ? 'belongs' : 'belong'} to a cluster, and no master of the specification holds it`,
    evidence: joined.map((seen) =>
      check(
        'same-cluster',
        'no',
        `${seen.host}: ${KUBELET_CONF}, CA ${seen.caFingerprint ?? 'unknown'}${seen.files === undefined ? ', when it was last read' : ''}; no master has it`,
      ),
    ),
    remedies: [
      `look which cluster that is: kubectl config view --kubeconfig ${KUBELET_CONF} on ${first?.host ?? names} names its server; if it lives, correct the specification`,
      'if its masters lost it: bring them back with their disks, or restore a snapshot of etcd',
      `only if it is gone for good: kubeadm reset on ${names}, yourself; the run goes on by itself`,
    ],
  };
}
