import type { HostCapacity } from '../../observation/host-capacity.js';
import type { ClusterSpec, HostSpec } from '../../spec/cluster-spec.js';
import { runtimeSocketPaths } from '../kubeadm-preflight.js';
import type { Check } from '../verdict.js';
import { judgeFact } from './judge-fact.js';

/** Programs that kubeadm calls, and a container runtime to talk to. */
export function softwareChecks(
  spec: ClusterSpec,
  { name }: HostSpec,
  capacity: HostCapacity | undefined,
): readonly Check[] {
  return [
    judgeFact(
      spec,
      { id: 'host-programs', host: name, about: 'programs' },
      capacity?.missingPrograms,
      (missing) => ({
        fine: 'every program that kubeadm calls is there',
        defects: missing.map((program) => ({
          text: `${program} is not installed`,
          waiver: `FileExisting-${program}`,
        })),
      }),
    ),
    judgeFact(
      spec,
      { id: 'host-runtime', host: name, about: 'container runtime' },
      capacity?.runtimeSockets,
      (sockets) => ({
        fine: `container runtime at ${sockets.join(', ')}`,
        defects:
          sockets.length > 0
            ? []
            : [{ text: `no container runtime at ${runtimeSocketPaths(spec).join(', ')}`, waiver: 'CRI' }],
      }),
    ),
  ];
}
