import type { FaultArgument, FaultDefinition } from '../fault.js';
import { LINK_ARGUMENTS } from './link-arguments.js';

const PORT_OF_LINK: readonly FaultArgument[] = [
  ...LINK_ARGUMENTS,
  { name: 'port', type: 'number', most: 65_535, samples: ['6443', '2379', '2380', '10250'] },
];

const closePort: FaultDefinition = {
  kind: 'close-port',
  title: 'a firewall drops what one host sends to a TCP port of another',
  scope: 'network',
  timing: 'lasting',
  aftermath: 'heals',
  args: PORT_OF_LINK,
  apply({ world }, { from = '', to = '', port = '' }) {
    const cure = world.network.closePort(from, to, Number(port));
    world.record('network.port-closed', from, { to, port });
    return cure;
  },
};

const rejectPort: FaultDefinition = {
  kind: 'reject-port',
  title: 'a firewall answers what one host sends to a TCP port of another with a reset',
  scope: 'network',
  timing: 'lasting',
  aftermath: 'heals',
  args: PORT_OF_LINK,
  apply({ world }, { from = '', to = '', port = '' }) {
    const cure = world.network.rejectPort(from, to, Number(port));
    world.record('network.port-rejected', from, { to, port });
    return cure;
  },
};

export const FIREWALL_FAULTS: readonly FaultDefinition[] = [closePort, rejectPort];
