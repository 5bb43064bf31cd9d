import { millis } from '../../engine/scheduler.js';
import type { FaultDefinition } from '../fault.js';
import { parseSpan } from '../span.js';

const diskFull: FaultDefinition = {
  kind: 'disk-full',
  title: 'the disk of a host is full: writes fail with ENOSPC, except to /run and other memory',
  scope: 'host',
  timing: 'lasting',
  // kubeadm fails in the middle, and a member that cannot write its log ends.
  aftermath: 'needs-a-person',
  args: [{ name: 'host', type: 'host' }],
  endings: [{ fault: 'disk-full:master2@etcd.member-started/master2~1m', ends: 'ready' }],
  apply({ world }, { host = '' }) {
    const cure = world.host(host).disk.condition.fill();
    world.record('disk.full', host);
    return cure;
  },
};

const slowFsync: FaultDefinition = {
  kind: 'slow-fsync',
  title: 'each fsync on a host takes this much longer: etcd promises its votes and entries later',
  scope: 'host',
  timing: 'lasting',
  aftermath: 'needs-a-person',
  args: [
    { name: 'host', type: 'host' },
    { name: 'by', type: 'duration', samples: ['50ms', '300ms', '1500ms'] },
  ],
  endings: [{ fault: 'slow-fsync:master2,1500ms@etcd.member-added~1m', ends: 'ready' }],
  apply({ world }, { host = '', by = '0s' }) {
    const cure = world.host(host).disk.condition.slow(Math.max(0, millis(parseSpan(by) ?? 0)));
    world.record('disk.slow', host, { by });
    return cure;
  },
};

export const DISK_FAULTS: readonly FaultDefinition[] = [diskFull, slowFsync];
