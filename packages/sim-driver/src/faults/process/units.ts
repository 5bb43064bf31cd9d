import type { Host } from '../../host/host.js';
import type { FaultDefinition } from '../fault.js';
import { hold } from '../hold.js';
import { PROGRAMS_OF_ROLES } from '../programs-of-roles.js';
import { UNIT_NAMES } from '../simulated-names.js';
import { together } from '../network/together.js';

const ARGS: FaultDefinition['args'] = [
  { name: 'host', type: 'host' },
  {
    name: 'unit',
    type: 'name',
    names: UNIT_NAMES,
    rolesOf: PROGRAMS_OF_ROLES,
    samples: ['kubelet', 'nginx', 'haproxy'],
  },
];

const stopUnit: FaultDefinition = {
  kind: 'stop-unit',
  title: 'systemd stops a unit; whoever starts it again may, and its cure does',
  scope: 'process',
  timing: 'lasting',
  aftermath: 'heals',
  args: ARGS,
  endings: [
    {
      fault: 'stop-unit:master2,kubelet@kubeadm.phase/master2/phase=control-plane-join/etcd~1m',
      ends: 'ready',
    },
  ],
  apply(simulation, { host: name = '', unit = '' }) {
    const host = simulation.world.host(name);
    const cure = hold(host, `stopped ${unit}`, () => {
      startAgain(host, unit);
    });
    host.units.get(unit)?.stop();
    simulation.world.record('unit.stopped', name, { unit });
    return cure;
  },
};

const disableUnit: FaultDefinition = {
  kind: 'disable-unit',
  title: 'systemd disables a unit and stops it: it does not come back with the next boot either',
  scope: 'process',
  timing: 'lasting',
  aftermath: 'heals',
  args: ARGS,
  endings: [
    {
      fault: 'disable-unit:master2,kubelet@kubeadm.phase/master2/phase=control-plane-join/etcd~1m',
      ends: 'ready',
    },
  ],
  apply(simulation, { host: name = '', unit = '' }) {
    const host = simulation.world.host(name);
    const start = hold(host, `stopped ${unit}`, () => {
      startAgain(host, unit);
    });
    const enable = hold(host, `disabled ${unit}`, () => {
      setEnabled(host, unit, true);
    });
    setEnabled(host, unit, false);
    host.units.get(unit)?.stop();
    simulation.world.record('unit.stopped', name, { unit });
    return together([enable, start]);
  },
};

function setEnabled(host: Host, name: string, enabled: boolean): void {
  const unit = host.units.get(name);
  if (unit !== undefined) unit.enabled = enabled;
}

/** Not on a host that is off: its next boot starts what is enabled. */
function startAgain(host: Host, name: string): void {
  const unit = host.units.get(name);
  if (host.power === 'on' && unit?.state() === 'inactive') unit.start();
}

export const UNIT_FAULTS: readonly FaultDefinition[] = [stopUnit, disableUnit];
