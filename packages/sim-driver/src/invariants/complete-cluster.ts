import type { HostSpec } from '@quorate/core';
import { bootstrapTokenDescription } from '@quorate/core';
import { listApiservers, listNodes, listTokens } from '../kubernetes/inspect.js';
import type { Simulation } from '../simulation/simulation.js';
import type { World } from '../world/world.js';
import { connectedMembers, newestView } from './voters.js';

/**
 * What a cluster of these hosts lacks, as the world is and not as anybody sees it: one started, running and connected voter per
 * master and no other member, an apiserver that serves on each master, a Node for each host. Undefined: nothing.
 */
export function lackOf(simulation: Simulation, hosts: readonly HostSpec[]): string | undefined {
  const masters = hosts.filter(({ role }) => role === 'control-plane');
  return (
    lackOfVoters(simulation.world, masters, masters.length) ??
    lackOfApi(simulation, masters) ??
    lackOfNodes(
      simulation,
      hosts.filter(({ role }) => role === 'control-plane' || role === 'worker'),
    )
  );
}

/** `most`: how many members there may be at most; absent: any number. */
export function lackOfVoters(
  world: World,
  masters: readonly HostSpec[],
  most = Number.POSITIVE_INFINITY,
): string | undefined {
  const view = newestView(world);
  if (view === undefined) return 'no member of etcd runs';
  const connected = connectedMembers(world, view);
  for (const { name, advertiseAddress } of masters) {
    const member = view.members.find(({ peerUrls }) => peerUrls.includes(`https://${advertiseAddress}:2380`));
    if (member === undefined) return `${name} has no member of etcd`;
    if (member.learner) return `the member of ${name} is a learner`;
    if (!connected.has(member.id)) return `the member of ${name} is not running and connected`;
  }
  const many = view.members.length;
  return many > most ? `${many} members for ${masters.length} masters` : undefined;
}

function lackOfApi({ world }: Simulation, masters: readonly HostSpec[]): string | undefined {
  const serving = new Set(
    listApiservers(world)
      .filter(({ ready }) => ready)
      .map(({ host }) => host.name),
  );
  const silent = masters.find(({ name }) => !serving.has(name));
  return silent === undefined ? undefined : `the apiserver of ${silent.name} does not serve`;
}

function lackOfNodes({ world }: Simulation, hosts: readonly HostSpec[]): string | undefined {
  const nodes = listNodes(world) ?? [];
  const absent = hosts.find(({ name }) => !nodes.some((node) => node.name === name));
  return absent === undefined ? undefined : `${absent.name} has no Node`;
}

/** What a run would still tidy or wait for in a complete cluster: its own tokens, and Nodes that are not Ready. */
export function untidy({ world, spec }: Simulation): string | undefined {
  const token = listTokens(world)?.find(
    ({ description = '' }) => description === bootstrapTokenDescription(spec),
  );
  if (token !== undefined) return `token ${token.id} is left over`;
  const sick = listNodes(world)?.find(({ ready }) => ready !== 'True');
  return sick === undefined || spec.cni.kind === 'none' ? undefined : `Node ${sick.name} is not Ready`;
}
