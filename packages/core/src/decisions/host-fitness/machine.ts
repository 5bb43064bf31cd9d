import type { Asked, KernelSwitch, MachineFacts } from '../../observation/host-capacity.js';
import type { ClusterSpec, HostSpec } from '../../spec/cluster-spec.js';
import { LEAST_CPUS, LEAST_MEMORY_MB, wantsBridgedPacketsFiltered } from '../kubeadm-preflight.js';
import type { Check } from '../verdict.js';
import type { Defect, Question } from './judge-fact.js';
import { judgeFact } from './judge-fact.js';

const IP_FORWARD = 'FileContent--proc-sys-net-ipv4-ip_forward';
const BRIDGE = 'FileContent--proc-sys-net-bridge-bridge-nf-call-iptables';

/** CPUs and memory of masters; swap and kernel of every host that runs a kubelet. */
export function machineChecks(
  spec: ClusterSpec,
  host: HostSpec,
  machine: Asked<MachineFacts> | undefined,
): readonly Check[] {
  const own = (id: Question['id'], about: string): Question => ({ id, host: host.name, about });
  const master = host.role === 'control-plane';
  return [
    ...(master
      ? [
          judgeFact(spec, own('host-cpus', 'CPUs'), part(machine, 'cpus'), enoughCpus),
          judgeFact(spec, own('host-memory', 'memory'), part(machine, 'memoryMb'), enoughMemory),
        ]
      : []),
    judgeFact(spec, own('host-swap', 'swap areas'), part(machine, 'swaps'), noSwap),
    kernelCheck(spec, own('host-kernel', 'kernel settings'), machine),
  ];
}

function part<K extends 'cpus' | 'memoryMb' | 'swaps'>(
  machine: Asked<MachineFacts> | undefined,
  field: K,
): Asked<NonNullable<MachineFacts[K]>> | undefined {
  if (machine?.kind !== 'told') return machine;
  const value = machine.value[field];
  return value === undefined ? { kind: 'cannot-tell', why: 'not in /proc' } : { kind: 'told', value };
}

function enoughCpus(cpus: number) {
  const text = `${cpus} of the ${LEAST_CPUS} CPUs that a master needs`;
  return { fine: `${cpus} CPUs`, defects: cpus < LEAST_CPUS ? [{ text, waiver: 'NumCPU' }] : [] };
}

function enoughMemory(memoryMb: number) {
  const text = `${memoryMb} of the ${LEAST_MEMORY_MB} MB of memory that a master needs`;
  return {
    fine: `${memoryMb} MB of memory`,
    defects: memoryMb < LEAST_MEMORY_MB ? [{ text, waiver: 'Mem' }] : [],
  };
}

/** From 1.22 on kubeadm only warns, but the kubelet still ends at once while swap is on. */
function noSwap(swaps: readonly string[]) {
  const text = `swap is on (${swaps.join(', ')}), with which the kubelet does not start`;
  return { fine: 'no swap', defects: swaps.length > 0 ? [{ text, waiver: 'Swap' }] : [] };
}

function kernelCheck(spec: ClusterSpec, question: Question, machine: Asked<MachineFacts> | undefined): Check {
  return judgeFact(spec, question, machine, ({ overlay, bridgeNfCallIptables, ipForward }) => {
    const bridge = wantsBridgedPacketsFiltered(spec) ? bridgeNfCallIptables : 'on';
    const defects: readonly Defect[] = [
      ...(overlay === false
        ? [{ text: 'the kernel has no overlay file system (module overlay)', waiver: 'SystemVerification' }]
        : []),
      ...switchedOff(
        'net.bridge.bridge-nf-call-iptables',
        bridge,
        BRIDGE,
        'module br_netfilter is not loaded',
      ),
      ...switchedOff('net.ipv4.ip_forward', ipForward, IP_FORWARD, 'the kernel has no such switch'),
    ];
    return { fine: 'overlay, br_netfilter and ip_forward as needed', defects };
  });
}

function switchedOff(name: string, state: KernelSwitch, waiver: string, absent: string): readonly Defect[] {
  if (state === 'on') return [];
  return [{ text: state === 'off' ? `${name} is not 1` : `${name} does not exist: ${absent}`, waiver }];
}
