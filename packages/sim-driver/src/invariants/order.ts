import type { Command, CommandId, HostName } from '@quorate/core';
import { DATA_DIRECTORY, walPath } from '../etcd/storage.js';
import type { Simulation } from '../simulation/simulation.js';
import type { Finding, Invariant, Watched } from './invariant.js';
import { newestView, UNSEEN_US } from './voters.js';

export const nothingBeforeItsPrecondition: Invariant = {
  id: 'nothing-before-its-precondition',
  title: 'nothing is issued in the wrong order',
  formula:
    'initialise: the endpoint listens; joins, credentials, CNI and repairs: some master holds etcd data; a join: no revocation without a minting since; revoke: no join is in flight; new certificates: no master joins; reset-host and delete-node of a master: no member has its peer URL, or it is the only one. What a fault of the last 10 s explains is not judged',
  watchRun: (watched) => {
    const order = new Order(watched);
    return {
      onEvent: (event) => {
        if (event.type === 'command.settled') order.settled(event.id);
        if (event.type !== 'command.issued') return undefined;
        const problem = order.issued(event.id, event.command);
        return problem === undefined ? undefined : `${event.title}: ${problem}`;
      },
    };
  },
};

/** Changes that make sense only once there is a cluster. */
const NEED_CLUSTER: ReadonlySet<Command['kind']> = new Set([
  'finish-initialise',
  'mint-credentials',
  'revoke-credentials',
  'apply-cni',
  'join-control-plane',
  'finish-join',
  'promote-learner',
  'remove-member',
  'delete-node',
  'join-worker',
]);

/** What one run has under way, and what it has given up. */
class Order {
  readonly #watched: Watched;
  readonly #joining = new Map<CommandId, Command['kind']>();
  #revoked = false;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  settled(id: CommandId): void {
    this.#joining.delete(id);
  }

  issued(id: CommandId, command: Command): Finding {
    const problem = this.#ownProblem(command) ?? this.#worldProblem(command);
    if (command.kind === 'join-control-plane' || command.kind === 'join-worker')
      this.#joining.set(id, command.kind);
    if (command.kind === 'revoke-credentials') this.#revoked = true;
    if (command.kind === 'mint-credentials') this.#revoked = false;
    return problem;
  }

  #ownProblem(command: Command): Finding {
    const joining = [...this.#joining.values()];
    const { kind } = command;
    if (kind === 'join-control-plane' || kind === 'join-worker')
      return this.#revoked ? 'the credentials are revoked, and none were minted since' : undefined;
    if (kind === 'revoke-credentials' && joining.length > 0) return `${joining.length} joins are in flight`;
    return kind === 'mint-credentials' && command.certificateKey && joining.includes('join-control-plane')
      ? 'a master is downloading the certificates'
      : undefined;
  }

  #worldProblem(command: Command): Finding {
    const { simulation, quietForUs } = this.#watched;
    if (quietForUs() < UNSEEN_US) return undefined;
    if (NEED_CLUSTER.has(command.kind) && !clusterExists(simulation)) return 'there is no cluster';
    if (command.kind === 'initialise') return endpointProblem(simulation);
    if (command.kind === 'reset-host') return memberProblem(simulation, command.host);
    return command.kind === 'delete-node' ? memberProblem(simulation, command.node) : undefined;
  }
}

function clusterExists({ world }: Simulation): boolean {
  return [...world.hosts.values()].some(({ disk }) => disk.exists(walPath(DATA_DIRECTORY)));
}

function endpointProblem({ world, spec }: Simulation): Finding {
  const balancer = spec.hosts.find(({ role }) => role === 'load-balancer');
  if (spec.loadBalancer === undefined || balancer === undefined) return undefined;
  const { port } = spec.controlPlaneEndpoint;
  return world.host(balancer.name).portInUse(port)
    ? undefined
    : `nothing listens on ${balancer.name} at port ${port}`;
}

function memberProblem({ world, spec }: Simulation, name: HostName): Finding {
  const host = spec.hosts.find((one) => one.name === name);
  const members = newestView(world)?.members ?? [];
  if (host === undefined || members.length <= 1) return undefined;
  const own = members.find(({ peerUrls }) => peerUrls.includes(`https://${host.advertiseAddress}:2380`));
  return own === undefined ? undefined : `${name} still has member ${own.id}`;
}
