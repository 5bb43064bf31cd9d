import type { HostCapacity } from '../../observation/host-capacity.js';
import type { ClusterSpec, HostSpec } from '../../spec/cluster-spec.js';
import { calledPrograms } from '../called-programs.js';
import { runtimeSocketPaths } from '../kubeadm-preflight.js';
import type { Check } from '../verdict.js';
import { judgeFact } from './judge-fact.js';

/** Programs that kubeadm and the protocol call, and a container runtime to talk to. */
export function softwareChecks(
  spec: ClusterSpec,
  host: HostSpec,
  capacity: HostCapacity | undefined,
): readonly Check[] {
  const { name } = host;
  const called = calledPrograms(host);
  return [
    judgeFact(
      spec,
      { id: 'host-programs', host: name, about: 'programs' },
      capacity?.missingPrograms,
      (missing) => ({
        fine: 'every program that is called there is installed',
        defects: missing.map((program) => {
          const text = `${program} is not installed`;
          return called.includes(program) ? { text } : { text, waiver: `FileExisting-${program}` };
        }),
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
