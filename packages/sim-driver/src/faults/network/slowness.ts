import { millis } from '../../engine/scheduler.js';
import type { LinkDelay } from '../../network/link-delays.js';
import { delayWithTail, packetLoss } from '../../network/link-delays.js';
import { ORCHESTRATOR } from '../../network/network.js';
import type { World } from '../../world/world.js';
import type { Cure, FaultDefinition } from '../fault.js';
import { LINK_ARGUMENTS } from './link-arguments.js';
import { parseSpan } from '../span.js';
import { together } from './together.js';

/*
 * A member that is added to one alone, and whose answer to kubeadm comes too late, takes the quorum along (kubeadm without
 * learners): slowness in that window is not healed by its end.
 */
const delay: FaultDefinition = {
  kind: 'delay',
  title:
    'packets from one host to another take longer: always by a span, and with a random tail of a mean span',
  scope: 'network',
  timing: 'lasting',
  aftermath: 'needs-a-person',
  args: [
    ...LINK_ARGUMENTS,
    { name: 'by', type: 'duration', samples: ['5ms', '50ms', '300ms'] },
    { name: 'tail', type: 'duration', optional: true, samples: ['20ms', '200ms', '1s'] },
  ],
  endings: [{ fault: 'delay:master2,master1,300ms,1s@0s~3m', ends: 'quorum-lost' }],
  apply({ world }, { from = '', to = '', by = '0s', tail = '0s' }) {
    const cure = world.network.delay(from, to, delayWithTail(spanUs(by), spanUs(tail)));
    world.record('network.delayed', from, { to, by, tail });
    return cure;
  },
};

const slowHost: FaultDefinition = {
  kind: 'slow-network',
  title:
    'everything that a host sends takes longer, by a random time of a mean span; also to the orchestrator',
  scope: 'network',
  timing: 'lasting',
  aftermath: 'needs-a-person',
  args: [
    { name: 'host', type: 'host' },
    { name: 'mean', type: 'duration', samples: ['5ms', '50ms', '300ms'] },
  ],
  apply({ world }, { host = '', mean = '0s' }) {
    const cure = fromHost(world, host, delayWithTail(0, spanUs(mean)));
    world.record('network.slowed', host, { mean });
    return cure;
  },
};

const losePackets: FaultDefinition = {
  kind: 'lose-packets',
  title:
    'a host loses so many percent of the packets that it sends and gets; TCP sends them again, later and later',
  scope: 'network',
  timing: 'lasting',
  aftermath: 'needs-a-person',
  args: [
    { name: 'host', type: 'host' },
    { name: 'percent', type: 'number', most: 100, samples: ['1', '10', '40'] },
  ],
  apply({ world }, { host = '', percent = '0' }) {
    const loss = packetLoss(Number(percent));
    const others = [...world.hosts.keys(), ORCHESTRATOR].filter((other) => other !== host);
    const cures = [
      fromHost(world, host, loss),
      ...others.map((other) => world.network.delay(other, host, loss)),
    ];
    world.record('network.losing', host, { percent });
    return together(cures);
  },
};

function fromHost(world: World, host: string, delayed: LinkDelay): Cure {
  const others = [...world.hosts.keys(), ORCHESTRATOR].filter((other) => other !== host);
  return together(others.map((other) => world.network.delay(host, other, delayed)));
}

function spanUs(text: string): number {
  return Math.max(0, millis(parseSpan(text) ?? 0));
}

export const SLOWNESS_FAULTS: readonly FaultDefinition[] = [delay, slowHost, losePackets];
