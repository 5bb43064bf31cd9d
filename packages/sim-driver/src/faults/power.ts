import type { FaultDefinition } from './fault.js';

export const powerOff: FaultDefinition = {
  kind: 'power-off',
  title: 'a host loses its power; its disk stays',
  args: [{ name: 'host', type: 'host' }],
  apply(simulation, { host = '' }) {
    simulation.world.host(host).powerOff();
  },
};

export const powerOn: FaultDefinition = {
  kind: 'power-on',
  title: 'a host is switched on again',
  args: [{ name: 'host', type: 'host' }],
  apply(simulation, { host = '' }) {
    simulation.powerOn(host);
  },
};

export const reboot: FaultDefinition = {
  kind: 'reboot',
  title: 'a host loses its power and comes back at once',
  args: [{ name: 'host', type: 'host' }],
  apply(simulation, { host = '' }) {
    simulation.world.host(host).powerOff();
    simulation.powerOn(host);
  },
};

export const wipe: FaultDefinition = {
  kind: 'wipe',
  title: 'a host gets a new, empty disk with the prepared image, and is switched on',
  args: [{ name: 'host', type: 'host' }],
  apply(simulation, { host = '' }) {
    simulation.wipe(host);
    simulation.powerOn(host);
  },
};
