import type { Host } from '../../host/host.js';
import { ORCHESTRATOR } from '../../network/network.js';
import type { FaultDefinition } from '../fault.js';
import { hold } from '../hold.js';
import { together } from '../network/together.js';

const sameHostname: FaultDefinition = {
  kind: 'same-hostname',
  title: 'a host bears the hostname of another one, as a copied machine does',
  scope: 'host',
  timing: 'lasting',
  aftermath: 'needs-a-person',
  args: [
    { name: 'host', type: 'host', roles: ['control-plane', 'worker'] },
    { name: 'as', type: 'host', roles: ['control-plane', 'worker'] },
  ],
  endings: [{ fault: 'same-hostname:master3,master1@0s', ends: 'host-unfit' }],
  apply({ world }, { host: name = '', as: other = '' }) {
    const host = world.host(name);
    const before = host.hostname;
    const cure = hold(host, 'hostname', () => {
      host.hostname = before;
      writeHostname(host);
    });
    host.hostname = world.host(other).hostname;
    writeHostname(host);
    world.record('host.renamed', name, { hostname: host.hostname });
    return cure;
  },
};

function writeHostname(host: Host): void {
  host.disk.write('/etc/hostname', `${host.hostname}\n`, { inPlace: true });
}

const sameMachineId: FaultDefinition = {
  kind: 'same-machine-id',
  title: 'a host has the machine-id and product_uuid of another one, as a copied machine does',
  scope: 'host',
  timing: 'lasting',
  aftermath: 'needs-a-person',
  args: [
    { name: 'host', type: 'host', roles: ['control-plane', 'worker'] },
    { name: 'as', type: 'host', roles: ['control-plane', 'worker'] },
  ],
  endings: [{ fault: 'same-machine-id:master3,master1@0s', ends: 'host-unfit' }],
  apply({ world }, { host: name = '', as: other = '' }) {
    const host = world.host(name);
    const { machineId, productUuid } = host;
    const cure = hold(host, 'machine-id', () => {
      identify(host, { machineId, productUuid });
    });
    identify(host, world.host(other));
    world.record('host.cloned', name, { as: other });
    return cure;
  },
};

function identify(host: Host, { machineId, productUuid }: Pick<Host, 'machineId' | 'productUuid'>): void {
  host.machineId = machineId;
  host.productUuid = productUuid;
  host.disk.write('/etc/machine-id', `${machineId}\n`, { inPlace: true });
  host.disk.write('/sys/class/dmi/id/product_uuid', `${productUuid}\n`);
}

const loseAddress: FaultDefinition = {
  kind: 'lose-address',
  title: 'a host has lost the address that it advertises: the NIC has another one, or none',
  scope: 'host',
  timing: 'lasting',
  aftermath: 'needs-a-person',
  args: [{ name: 'host', type: 'host', roles: ['control-plane', 'worker'] }],
  endings: [{ fault: 'lose-address:master3@0s', ends: 'host-unfit' }],
  apply({ spec, world }, { host: name = '' }) {
    const own = spec.hosts.find((one) => one.name === name);
    if (own === undefined) return undefined;
    // What ran over it does not any more: all of the cluster, and SSH where that has no NIC of its own.
    const others = [...world.hosts.keys()].filter((other) => other !== name);
    const unreachable = own.ssh.address === own.advertiseAddress ? [...others, ORCHESTRATOR] : others;
    const cures = unreachable.flatMap((other) => [
      world.network.cut(name, other),
      world.network.cut(other, name),
    ]);
    const restore = world.host(name).loseAddress(own.advertiseAddress);
    world.record('host.address-lost', name, { address: own.advertiseAddress });
    return together([restore, ...cures]);
  },
};

export const IDENTITY_FAULTS: readonly FaultDefinition[] = [sameHostname, sameMachineId, loseAddress];
