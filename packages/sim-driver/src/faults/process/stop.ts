import type { FaultDefinition } from '../fault.js';
import { PROGRAMS_OF_ROLES } from '../programs-of-roles.js';
import { PROGRAM_NAMES } from '../simulated-names.js';
import { together } from '../network/together.js';

const stop: FaultDefinition = {
  kind: 'stop',
  title:
    'a running program is stopped (SIGSTOP): it lives and holds its ports, and does nothing until it continues',
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
      samples: ['kubeadm', 'kubelet', 'etcd', 'kube-apiserver', 'kube-controller-manager', 'nginx'],
    },
  ],
  endings: [
    { fault: 'stop:master2,kubeadm@kubeadm.phase/master2/phase=check-etcd~30s', ends: 'ready' },
    { fault: 'stop:master1,etcd@etcd.member-added~40s', ends: 'ready' },
  ],
  apply({ world }, { host: name = '', program = '' }) {
    const ends = world
      .host(name)
      .processesNamed(program)
      .map((process) => process.pause());
    world.record('process.stopped', name, { program });
    return together(ends);
  },
};

export const STOP_FAULTS: readonly FaultDefinition[] = [stop];
