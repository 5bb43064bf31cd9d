import { ORCHESTRATOR } from '../../network/network.js';
import type { World } from '../../world/world.js';
import type { Cure, FaultDefinition } from '../fault.js';
import { LINK_ARGUMENTS } from './link-arguments.js';
import { together } from './together.js';

const isolate: FaultDefinition = {
  kind: 'isolate',
  title: 'a host is cut off from every other host, both ways; the orchestrator still reaches it',
  scope: 'network',
  timing: 'lasting',
  aftermath: 'heals',
  args: [{ name: 'host', type: 'host' }],
  apply({ world }, { host = '' }) {
    const cure = separate(world, new Set([host]));
    world.record('network.isolated', host);
    return cure;
  },
};

const partition: FaultDefinition = {
  kind: 'partition',
  title: 'the named hosts and all others are cut off from each other; the orchestrator reaches both sides',
  scope: 'network',
  timing: 'lasting',
  aftermath: 'heals',
  args: [
    { name: 'host', type: 'host' },
    { name: 'second', type: 'host' },
    { name: 'third', type: 'host', optional: true },
  ],
  apply({ world }, { host = '', second = '', third }) {
    const side = new Set([host, second, ...(third === undefined ? [] : [third])]);
    const cure = separate(world, side);
    world.record('network.partitioned', host, { side: [...side].sort().join('+') });
    return cure;
  },
};

const cutOneWay: FaultDefinition = {
  kind: 'cut',
  title: 'packets from one host to another vanish, in this direction only',
  scope: 'network',
  timing: 'lasting',
  aftermath: 'heals',
  args: LINK_ARGUMENTS,
  apply({ world }, { from = '', to = '' }) {
    const cure = world.network.cut(from, to);
    world.record('network.cut', from, { to });
    return cure;
  },
};

const halfOpen: FaultDefinition = {
  kind: 'half-open',
  title:
    'a firewall drops new connections from one host to another; those that stand stay, and nobody is told',
  scope: 'network',
  timing: 'lasting',
  aftermath: 'heals',
  args: LINK_ARGUMENTS,
  apply({ world }, { from = '', to = '' }) {
    const cure = world.network.blockNewConnections(from, to);
    world.record('network.half-open', from, { to });
    return cure;
  },
};

const unreachableForOrchestrator: FaultDefinition = {
  kind: 'unreachable',
  title: 'the orchestrator cannot reach a host any more; the cluster can',
  scope: 'network',
  timing: 'lasting',
  aftermath: 'heals',
  args: [{ name: 'host', type: 'host' }],
  apply({ world }, { host = '' }) {
    const cures = [world.network.cut(ORCHESTRATOR, host), world.network.cut(host, ORCHESTRATOR)];
    world.record('network.unreachable', host);
    return together(cures);
  },
};

const heal: FaultDefinition = {
  kind: 'heal',
  title: 'every link is whole and every port open again',
  scope: 'network',
  timing: 'once',
  aftermath: 'no-fault',
  args: [],
  apply({ world }) {
    world.network.healAll();
    world.record('network.healed');
    return undefined;
  },
};

/** No packet passes between the hosts of one side and those of the other. */
function separate(world: World, side: ReadonlySet<string>): Cure {
  const others = [...world.hosts.keys()].filter((name) => !side.has(name));
  return together(
    [...side].flatMap((one) =>
      others.flatMap((other) => [world.network.cut(one, other), world.network.cut(other, one)]),
    ),
  );
}

export const LINK_FAULTS: readonly FaultDefinition[] = [
  isolate,
  partition,
  cutOneWay,
  halfOpen,
  unreachableForOrchestrator,
  heal,
];
