import { millis } from '../../engine/scheduler.js';
import type { FaultDefinition } from '../fault.js';
import { PROGRAMS_OF_ROLES } from '../programs-of-roles.js';
import { PROGRAM_NAMES, STATIC_POD_NAMES } from '../simulated-names.js';
import { parseSpan } from '../span.js';

const slowStart: FaultDefinition = {
  kind: 'slow-start',
  title: 'every start of a program on a host takes this much longer, as on a busy disk',
  scope: 'process',
  timing: 'lasting',
  aftermath: 'heals',
  args: [
    { name: 'host', type: 'host' },
    {
      name: 'program',
      type: 'name',
      names: PROGRAM_NAMES,
      rolesOf: PROGRAMS_OF_ROLES,
      samples: ['etcd', 'kube-apiserver', 'kubelet', 'kubeadm'],
    },
    { name: 'by', type: 'duration', samples: ['5s', '25s', '70s'] },
  ],
  endings: [{ fault: 'slow-start:master2,etcd,25s@0s~3m', ends: 'ready' }],
  apply({ world }, { host = '', program = '', by = '0s' }) {
    const delayUs = Math.max(0, millis(parseSpan(by) ?? 0));
    return world.host(host).startTroubles.add({ program, delayUs });
  },
};

const crashLoop: FaultDefinition = {
  kind: 'crash-loop',
  title: 'the container of a static pod dies, and again as soon as it is started',
  scope: 'process',
  timing: 'lasting',
  // A cluster of two voters has no quorum while one of them cannot run.
  aftermath: 'needs-a-person',
  args: [
    { name: 'host', type: 'host', roles: ['control-plane'] },
    {
      name: 'pod',
      type: 'name',
      names: STATIC_POD_NAMES,
      samples: ['etcd', 'kube-apiserver', 'kube-controller-manager'],
    },
  ],
  endings: [
    { fault: 'crash-loop:master3,etcd@etcd.member-started/master3~1m', ends: 'ready' },
    { fault: 'crash-loop:master1,etcd@journal.written/what=apply-cni', ends: 'api-not-answering' },
  ],
  apply({ world }, { host: name = '', pod = '' }) {
    const host = world.host(name);
    const cure = host.startTroubles.add({ program: pod, dies: `${pod}: cannot allocate memory` });
    for (const process of host.processesNamed(pod)) host.kill(process, 'SIGKILL');
    world.record('process.killed', name, { program: pod });
    return cure;
  },
};

export const START_FAULTS: readonly FaultDefinition[] = [slowStart, crashLoop];
