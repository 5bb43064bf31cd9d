import { millis } from '../../engine/scheduler.js';
import type { FaultDefinition } from '../fault.js';
import { parseSpan } from '../span.js';

export const diskFull: FaultDefinition = {
  kind: 'disk-full',
  title: 'the disk of a host is full: writes fail with ENOSPC, except to /run and other memory',
  scope: 'host',
  timing: 'lasting',
  // kubeadm fails in the middle, and a member that cannot write its log ends.
  aftermath: 'needs-a-person',
  args: [{ name: 'host', type: 'host' }],
  apply({ world }, { host = '' }) {
    const cure = world.host(host).disk.condition.fill();
    world.record('disk.full', host);
    return cure;
  },
};

export const slowFsync: FaultDefinition = {
  kind: 'slow-fsync',
  title: 'each fsync on a host takes this much longer: etcd promises its votes and entries later',
  scope: 'host',
  timing: 'lasting',
  aftermath: 'needs-a-person',
  args: [
    { name: 'host', type: 'host' },
    { name: 'by', type: 'duration', samples: ['50ms', '300ms', '1500ms'] },
  ],
  apply({ world }, { host = '', by = '0s' }) {
    const cure = world.host(host).disk.condition.slow(Math.max(0, millis(parseSpan(by) ?? 0)));
    world.record('disk.slow', host, { by });
    return cure;
  },
};
