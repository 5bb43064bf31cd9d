import { clusterMinor } from '../../kubeadm-config/kube-release.js';
import type { HostCapacity } from '../../observation/host-capacity.js';
import type { ClusterSpec, HostSpec } from '../../spec/cluster-spec.js';
import { calledPrograms } from '../called-programs.js';
import { runtimeSocketPaths } from '../kubeadm-preflight.js';
import type { Check } from '../verdict.js';
import type { Defect } from './judge-fact.js';
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
        defects: runtimeDefects(spec, sockets),
      }),
    ),
  ];
}

/** kubeadm does not choose among several, and no waiver makes it: its configuration is refused before its preflight begins. */
function runtimeDefects(spec: ClusterSpec, sockets: readonly string[]): readonly Defect[] {
  if (sockets.length === 0)
    return [{ text: `no container runtime at ${runtimeSocketPaths(spec).join(', ')}`, waiver: 'CRI' }];
  const counted = countedRuntimes(spec, sockets);
  if (spec.criSocket !== undefined || counted.length === 1) return [];
  return [
    {
      text: `several container runtimes (${counted.join(', ')}), of which kubeadm chooses none: name one in criSocket`,
    },
  ];
}

/** Docker brings a containerd along: while kubeadm knows Docker, only one of the two counts. */
function countedRuntimes(spec: ClusterSpec, sockets: readonly string[]): readonly string[] {
  const hasDocker = clusterMinor(spec) < 24 && sockets.some((socket) => socket.endsWith('/docker.sock'));
  return hasDocker ? sockets.filter((socket) => !socket.endsWith('/containerd.sock')) : sockets;
}
