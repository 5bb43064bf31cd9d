import type { FaultDefinition } from './fault.js';

export const killProcess: FaultDefinition = {
  kind: 'kill',
  title: 'a running program gets SIGKILL',
  args: [
    { name: 'host', type: 'host' },
    { name: 'program', type: 'text' },
  ],
  apply({ world }, { host: name = '', program = '' }) {
    const host = world.host(name);
    for (const process of host.processesNamed(program)) host.kill(process, 'SIGKILL');
    world.record('process.killed', name, { program });
  },
};
