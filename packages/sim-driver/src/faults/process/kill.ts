import type { FaultDefinition } from '../fault.js';
import { PROGRAMS_OF_ROLES } from '../programs-of-roles.js';
import { PROGRAM_NAMES } from '../simulated-names.js';

const PROGRAMS = { name: 'program', type: 'name', names: PROGRAM_NAMES, rolesOf: PROGRAMS_OF_ROLES } as const;

const kill: FaultDefinition = {
  kind: 'kill',
  title: 'a running program gets SIGKILL',
  scope: 'process',
  timing: 'once',
  aftermath: 'heals',
  args: [
    { name: 'host', type: 'host' },
    { ...PROGRAMS, samples: ['kubeadm', 'kubelet', 'etcd', 'kube-apiserver', 'nginx'] },
  ],
  endings: [
    { fault: 'kill:master3,etcd@etcd.member-started/master3', ends: 'ready' },
    { fault: 'kill:master2,kubeadm@etcd.member-added', ends: 'quorum-lost' },
  ],
  apply({ world }, { host: name = '', program = '' }) {
    const host = world.host(name);
    for (const process of host.processesNamed(program)) host.kill(process, 'SIGKILL');
    world.record('process.killed', name, { program });
    return undefined;
  },
};

const killAtWrite: FaultDefinition = {
  kind: 'kill-at-write',
  title: 'a program gets SIGKILL right after it has written its n-th file, counted from now',
  scope: 'process',
  timing: 'once',
  aftermath: 'heals',
  args: [
    { name: 'host', type: 'host' },
    { ...PROGRAMS, samples: ['kubeadm'] },
    { name: 'write', type: 'number', samples: ['1', '2', '5', '9', '14', '20', '27', '33'] },
  ],
  endings: [
    { fault: 'kill-at-write:master1,kubeadm,5@0s', ends: 'ready' },
    { fault: 'kill-at-write:master2,kubeadm,27@0s', ends: 'ready' },
  ],
  apply({ world }, { host: name = '', program = '', write = '1' }) {
    const host = world.host(name);
    let left = Math.max(1, Number.parseInt(write, 10) || 1);
    const forget = host.onFileWritten((process) => {
      if (process.name !== program || (left -= 1) > 0) return;
      forget();
      host.kill(process, 'SIGKILL');
      world.record('process.killed', name, { program });
    });
    return undefined;
  },
};

export const KILL_FAULTS: readonly FaultDefinition[] = [kill, killAtWrite];
