import type { Simulation } from '../../simulation/simulation.js';
import { leavesTooFewCopies } from '../etcd/lost-copies.js';
import type { FaultDefinition } from '../fault.js';
import { hold, isHeld, letGo } from '../hold.js';

const POWER = 'power';

/** Unless another fault has cut its power and still does. */
function switchOn(simulation: Simulation, host: string): void {
  if (!isHeld(simulation.world.host(host), POWER)) simulation.powerOn(host);
}

const powerOff: FaultDefinition = {
  kind: 'power-off',
  title: 'a host loses its power; its disk stays',
  scope: 'host',
  timing: 'lasting',
  aftermath: 'heals',
  args: [{ name: 'host', type: 'host' }],
  endings: [{ fault: 'power-off:master1@etcd.member-added#2~1m', ends: 'ready' }],
  apply(simulation, { host = '' }) {
    const cure = hold(simulation.world.host(host), POWER, () => {
      simulation.powerOn(host);
    });
    simulation.world.host(host).powerOff();
    return cure;
  },
};

const powerOn: FaultDefinition = {
  kind: 'power-on',
  title: 'a host is switched on again',
  scope: 'host',
  timing: 'once',
  aftermath: 'no-fault',
  args: [{ name: 'host', type: 'host' }],
  apply(simulation, { host = '' }) {
    letGo(simulation.world.host(host), POWER);
    simulation.powerOn(host);
    return undefined;
  },
};

const reboot: FaultDefinition = {
  kind: 'reboot',
  title: 'a host loses its power and comes back at once; one that is off stays off',
  scope: 'host',
  timing: 'once',
  aftermath: 'heals',
  args: [{ name: 'host', type: 'host' }],
  endings: [{ fault: 'reboot:master3@etcd.member-started/master3', ends: 'ready' }],
  apply(simulation, { host: name = '' }) {
    const host = simulation.world.host(name);
    if (host.power === 'off') return undefined;
    host.powerOff();
    switchOn(simulation, name);
    return undefined;
  },
};

const wipe: FaultDefinition = {
  kind: 'wipe',
  title: 'a host gets a new, empty disk with the prepared image, and is switched on',
  scope: 'host',
  timing: 'once',
  aftermath: 'needs-a-person',
  excuses: ({ world }, host) => (leavesTooFewCopies(world.host(host)) ? ['committed-data-survives'] : []),
  args: [{ name: 'host', type: 'host' }],
  endings: [{ fault: 'wipe:master3@etcd.member-started/master3', ends: 'ready' }],
  apply(simulation, { host = '' }) {
    simulation.wipe(host);
    switchOn(simulation, host);
    return undefined;
  },
};

const hang: FaultDefinition = {
  kind: 'hang',
  title: 'a host stands still: nothing on it runs or answers, and its TCP connections stay up',
  scope: 'host',
  timing: 'lasting',
  aftermath: 'heals',
  args: [{ name: 'host', type: 'host' }],
  endings: [
    { fault: 'hang:master2@etcd.member-started/master2~2m', ends: 'ready' },
    // The answer to the second member's addition is lost with it: nobody starts that member.
    { fault: 'hang:master1@etcd.member-added~1m', ends: 'quorum-lost' },
  ],
  apply({ world }, { host = '' }) {
    const cure = world.host(host).hang();
    world.record('host.hung', host);
    return cure;
  },
};

export const POWER_FAULTS: readonly FaultDefinition[] = [powerOff, powerOn, reboot, wipe, hang];
