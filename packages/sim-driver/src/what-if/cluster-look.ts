import type { HostName } from '@quorate/core';
import { hostsOf, quorumOf, toleranceOf } from '@quorate/core';
import { connectedMembers, newestView } from '../invariants/voters.js';
import { listNodes } from '../kubernetes/inspect.js';
import type { Simulation } from '../simulation/simulation.js';

/** How a simulated cluster stands, as one sees it who sees everything. */
export interface ClusterLook {
  readonly atMs: number;
  /** Names of the members' hosts; a member that never started has none. */
  readonly members: readonly { readonly name: string; readonly learner: boolean; readonly up: boolean }[];
  readonly voters: number;
  readonly votersUp: number;
  readonly quorum: number;
  readonly hasQuorum: boolean;
  /** How many more voters may fail. */
  readonly tolerates: number;
  /** `kubectl get --raw /readyz` through the control-plane endpoint, on the first master that is on and has an admin.conf. */
  readonly api: 'answers' | 'does not answer' | 'nobody to ask';
  /** As the API has them: what it says of hosts that are gone can be minutes old. Undefined: no apiserver runs. */
  readonly nodes: readonly { readonly name: string; readonly ready: boolean }[] | undefined;
}

const ADMIN_CONF = '/etc/kubernetes/admin.conf';

/** `before`: the last look, for the members of an etcd of which nothing runs any more. Asking the API takes virtual time. */
export function lookAt(simulation: Simulation, before?: ClusterLook): ClusterLook {
  const view = newestView(simulation.world);
  const connected = view === undefined ? new Set<string>() : connectedMembers(simulation.world, view);
  const members =
    view === undefined
      ? (before?.members ?? []).map((member) => ({ ...member, up: false }))
      : view.members.map(({ id, name, learner }) => ({ name, learner, up: connected.has(id) }));
  const voting = members.filter(({ learner }) => !learner);
  const votersUp = voting.filter(({ up }) => up).length;
  const quorum = voting.length === 0 ? 0 : quorumOf(voting.length);
  const hasQuorum = voting.length > 0 && votersUp >= quorum;
  return {
    atMs: simulation.nowMs(),
    members,
    voters: voting.length,
    votersUp,
    quorum,
    hasQuorum,
    tolerates: hasQuorum ? toleranceOf(voting.length, votersUp) : 0,
    api: askApi(simulation),
    nodes: listNodes(simulation.world)?.map(({ name, ready }) => ({ name, ready: ready === 'True' })),
  };
}

function askApi(simulation: Simulation): ClusterLook['api'] {
  const via = hostsOf(simulation.spec, 'control-plane')
    .map(({ name }): HostName => name)
    .find((name) => {
      const host = simulation.world.host(name);
      return host.power === 'on' && host.disk.text(ADMIN_CONF) !== undefined;
    });
  if (via === undefined) return 'nobody to ask';
  const get = ['kubectl', `--kubeconfig=${ADMIN_CONF}`, '--request-timeout=5s', 'get', '--raw', '/readyz'];
  return simulation.shell(via, get).code === 0 ? 'answers' : 'does not answer';
}
