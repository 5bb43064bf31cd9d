import { ORCHESTRATOR } from '../network/network.js';
import type { FaultDefinition } from './fault.js';

export const isolate: FaultDefinition = {
  kind: 'isolate',
  title: 'a host is cut off from every other host, both ways; the orchestrator still reaches it',
  args: [{ name: 'host', type: 'host' }],
  apply({ world }, { host = '' }) {
    for (const other of world.hosts.keys()) {
      if (other === host) continue;
      world.network.cut(host, other);
      world.network.cut(other, host);
    }
    world.record('network.isolated', host);
  },
};

export const cutOneWay: FaultDefinition = {
  kind: 'cut',
  title: 'packets from one host to another vanish, in this direction only',
  args: [
    { name: 'from', type: 'host' },
    { name: 'to', type: 'host' },
  ],
  apply({ world }, { from = '', to = '' }) {
    world.network.cut(from, to);
    world.record('network.cut', from, { to });
  },
};

export const closePort: FaultDefinition = {
  kind: 'close-port',
  title: 'a firewall drops what one host sends to a TCP port of another',
  args: [
    { name: 'from', type: 'host' },
    { name: 'to', type: 'host' },
    { name: 'port', type: 'text' },
  ],
  apply({ world }, { from = '', to = '', port = '' }) {
    world.network.closePort(from, to, Number(port));
    world.record('network.port-closed', from, { to, port });
  },
};

export const unreachableForOrchestrator: FaultDefinition = {
  kind: 'unreachable',
  title: 'the orchestrator cannot reach a host any more; the cluster can',
  args: [{ name: 'host', type: 'host' }],
  apply({ world }, { host = '' }) {
    world.network.cut(ORCHESTRATOR, host);
    world.network.cut(host, ORCHESTRATOR);
    world.record('network.unreachable', host);
  },
};

export const heal: FaultDefinition = {
  kind: 'heal',
  title: 'every link is whole and every port open again',
  args: [],
  apply({ world }) {
    world.network.healAll();
    world.record('network.healed');
  },
};
