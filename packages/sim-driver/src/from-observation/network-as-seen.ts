import type { PathObservation } from '@quorate/core';
import { ORCHESTRATOR } from '../network/network.js';
import type { Simulation } from '../simulation/simulation.js';
import type { Assumptions } from './assumptions.js';
import type { SeenHost } from './seen-host.js';
import { isReachable } from './seen-host.js';

/** Hosts that could not be seen: without power, or only without a way to them when the cluster hears of them. */
export function loseUnseen(
  simulation: Simulation,
  hosts: readonly SeenHost[],
  livingNodes: readonly string[],
  assumptions: Assumptions,
): void {
  const { network } = simulation.world;
  for (const host of hosts) {
    const { name } = host.spec;
    if (isReachable(host)) continue;
    if (livingNodes.includes(name)) {
      network.cut(ORCHESTRATOR, name);
      network.cut(name, ORCHESTRATOR);
      assumptions.add(`${name} runs, and only the way to it is cut: its Node is Ready`);
    } else {
      simulation.world.host(name).powerOff();
      assumptions.add(`${name} is without power, and stays so`);
    }
  }
}

/** Ways between hosts on which packets were seen to be lost. */
export function obstructPaths(simulation: Simulation, hosts: readonly SeenHost[]): void {
  const { network } = simulation.world;
  for (const { spec, seen } of hosts)
    for (const path of seen?.paths ?? []) {
      const target = hosts.find((host) => host.spec.advertiseAddress === path.address);
      if (target === undefined || !isReachable(target)) continue;
      const { name } = target.spec;
      if (path.outcome === 'timed-out') network.closePort(spec.name, name, path.port);
      else if (path.outcome === 'no-route') network.cut(spec.name, name);
      else if (path.outcome === 'refused' && listens(target, path))
        network.rejectPort(spec.name, name, path.port);
    }
}

/** Something was seen to listen there: what refuses is a firewall. */
function listens({ seen }: SeenHost, { port }: PathObservation): boolean {
  const listeners = seen?.capacity?.listeners;
  return listeners?.kind === 'told' && listeners.value.some((one) => one.port === port);
}
