import type { Host } from '../../host/host.js';
import type { Unit } from '../../host/unit.js';
import type { BackendEdit } from '../../load-balancer/edit-backends.js';
import { editBackends } from '../../load-balancer/edit-backends.js';
import type { Simulation } from '../../simulation/simulation.js';
import type { Cure, FaultArgument, FaultDefinition } from '../fault.js';
import { hold } from '../hold.js';

const BALANCER: FaultArgument = { name: 'host', type: 'host', roles: ['load-balancer'] };
const MASTER: FaultArgument = { name: 'master', type: 'host', roles: ['control-plane'] };

const stopBalancer: FaultDefinition = {
  kind: 'stop-balancer',
  title: 'the program of the load balancer is stopped; its port is closed',
  scope: 'network',
  timing: 'lasting',
  aftermath: 'heals',
  args: [BALANCER],
  apply({ world }, { host: name = '' }) {
    const unit = unitOf(world.host(name));
    if (unit === undefined) return undefined;
    unit.stop();
    world.record('lb.stopped', name);
    return hold(unit, unit.name, () => {
      unit.start();
    });
  },
};

const staleBalancer: FaultDefinition = {
  kind: 'stale-balancer',
  title: 'an older list of backends, without this master, comes back on the load balancer',
  scope: 'network',
  timing: 'lasting',
  aftermath: 'heals',
  args: [BALANCER, MASTER],
  apply(simulation, { host = '', master = '' }) {
    const addresses = simulation.world.host(master).addresses;
    return edit(simulation, host, { without: (address) => addresses.includes(address), addDead: false });
  },
};

const onlyBackend: FaultDefinition = {
  kind: 'only-backend',
  title: 'the load balancer sends everything to one master, whether that has joined or not',
  scope: 'network',
  timing: 'lasting',
  aftermath: 'heals',
  args: [BALANCER, MASTER],
  apply(simulation, { host = '', master = '' }) {
    const addresses = simulation.world.host(master).addresses;
    return edit(simulation, host, { without: (address) => !addresses.includes(address), addDead: false });
  },
};

const deadBackend: FaultDefinition = {
  kind: 'dead-backend',
  title: 'the load balancer sends everything to an address that nobody has',
  scope: 'network',
  timing: 'lasting',
  aftermath: 'heals',
  args: [BALANCER],
  apply: (simulation, { host = '' }) => edit(simulation, host, { without: () => true, addDead: true }),
};

function edit({ world }: Simulation, host: string, change: BackendEdit): Cure {
  const cure = editBackends(world.host(host), change);
  world.record('lb.edited', host);
  return cure;
}

function unitOf(host: Host): Unit | undefined {
  return host.units.get('nginx') ?? host.units.get('haproxy');
}

export const BALANCER_FAULTS: readonly FaultDefinition[] = [
  stopBalancer,
  staleBalancer,
  onlyBackend,
  deadBackend,
];
