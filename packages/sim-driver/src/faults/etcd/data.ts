import { EtcdStorage } from '../../etcd/storage.js';
import type { Host } from '../../host/host.js';
import type { FaultDefinition } from '../fault.js';
import { dataDirectory, leavesTooFewCopies, startsAlone } from './lost-copies.js';

function killEtcd(host: Host): void {
  for (const process of host.processesNamed('etcd')) host.kill(process, 'SIGKILL');
}

function wipeData(host: Host): void {
  host.disk.emptyDirectory(dataDirectory(host));
  killEtcd(host);
  host.world.record('etcd.data-wiped', host.name);
}

const wipeMember: FaultDefinition = {
  kind: 'wipe-member',
  title:
    'the data directory of an etcd member is gone; its manifest is not, so it starts again, empty and of the same name',
  scope: 'etcd',
  timing: 'once',
  aftermath: 'needs-a-person',
  excuses: ({ world }, name) => {
    const host = world.host(name);
    return startsAlone(host) || leavesTooFewCopies(host) ? ['committed-data-survives'] : [];
  },
  args: [{ name: 'host', type: 'host', roles: ['control-plane'] }],
  endings: [{ fault: 'wipe-member:master2@etcd.member-started/master3', ends: 'voter-unhealthy' }],
  apply({ world }, { host = '' }) {
    wipeData(world.host(host));
    return undefined;
  },
};

const wipeInitMember: FaultDefinition = {
  kind: 'wipe-init-member',
  title: 'the first master loses its etcd data: started again, it knows of no other member',
  scope: 'etcd',
  timing: 'once',
  aftermath: 'needs-a-person',
  excuses: ({ world }) => ([...world.hosts.values()].some(startsAlone) ? ['committed-data-survives'] : []),
  args: [],
  endings: [
    { fault: 'wipe-init-member@etcd.member-started/master2', ends: 'member-not-listed' },
    { fault: 'wipe-init-member@etcd.member-started/master3', ends: 'ready' },
  ],
  apply({ world }) {
    for (const host of world.hosts.values()) if (startsAlone(host)) wipeData(host);
    return undefined;
  },
};

const corruptMember: FaultDefinition = {
  kind: 'corrupt-member',
  title: 'the log of an etcd member is damaged: it dies, and at each start it finds the damage',
  scope: 'etcd',
  timing: 'once',
  aftermath: 'needs-a-person',
  excuses: ({ world }, host) => (leavesTooFewCopies(world.host(host)) ? ['committed-data-survives'] : []),
  args: [{ name: 'host', type: 'host', roles: ['control-plane'] }],
  endings: [{ fault: 'corrupt-member:master2@etcd.member-started/master3', ends: 'voter-unhealthy' }],
  apply({ world }, { host: name = '' }) {
    const host = world.host(name);
    const storage = EtcdStorage.open(host.disk, dataDirectory(host));
    if (storage === undefined) return undefined;
    storage.damage = 'walpb: crc mismatch';
    killEtcd(host);
    world.record('etcd.data-damaged', name);
    return undefined;
  },
};

export const DATA_FAULTS: readonly FaultDefinition[] = [wipeMember, wipeInitMember, corruptMember];
