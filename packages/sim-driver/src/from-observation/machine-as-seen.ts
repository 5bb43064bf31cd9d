import type { HostObservation } from '@quorate/core';
import type { MachineOptions } from '../simulation/machine.js';

/** What a machine brings along, as it was seen; what was not seen is as in a prepared one. */
export function machineAsSeen(seen: HostObservation | undefined): MachineOptions {
  if (seen === undefined) return {};
  const { identity, capacity, preparation } = seen;
  const facts = capacity?.machine?.kind === 'told' ? capacity.machine.value : undefined;
  const missingPrograms =
    capacity?.missingPrograms?.kind === 'told' ? capacity.missingPrograms.value : undefined;
  const sockets = capacity?.runtimeSockets?.kind === 'told' ? capacity.runtimeSockets.value : undefined;
  const missingModules = [
    ...(facts?.overlay === false ? (['overlay'] as const) : []),
    ...(facts?.bridgeNfCallIptables === 'absent' ? (['br_netfilter'] as const) : []),
  ];
  return {
    ...(identity === undefined ? {} : { hostname: identity.hostname, addresses: identity.addresses }),
    ...(identity?.machineId === undefined ? {} : { machineId: identity.machineId }),
    ...(identity?.productUuid === undefined ? {} : { productUuid: identity.productUuid }),
    ...(facts?.cpus === undefined ? {} : { cpus: facts.cpus }),
    ...(facts?.memoryMb === undefined ? {} : { memoryMb: facts.memoryMb }),
    ...(facts?.swaps === undefined ? {} : { swaps: facts.swaps }),
    ...(facts === undefined ? {} : { ipForward: facts.ipForward === 'on', missingModules }),
    ...(missingPrograms === undefined ? {} : { missingPrograms }),
    ...(sockets === undefined
      ? {}
      : { containerRuntime: sockets.length > 0, otherRuntimes: sockets.slice(1) }),
    ...(preparation?.items.some(({ done }) => done === 'no') === true ? { prepared: false } : {}),
  };
}
