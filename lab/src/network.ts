import { existsSync } from 'node:fs';
import { $ } from 'zx';
import { GATEWAY } from './lab-host.js';
import { BRIDGE, NAMESPACE } from './places.js';

const quiet = $({ quiet: true });

function networkIsUp(): boolean {
  return existsSync(`/run/netns/${NAMESPACE}`);
}

/** A namespace with one bridge that all hosts are on; nothing is routed out of it. */
export async function raiseNetwork(): Promise<void> {
  if (networkIsUp()) return;
  await quiet`ip netns add ${NAMESPACE}`;
  const inside = ['ip', '-n', NAMESPACE];
  await quiet`${inside} link set lo up`;
  await quiet`${inside} link add ${BRIDGE} type bridge`;
  await quiet`${inside} address add ${GATEWAY}/24 dev ${BRIDGE}`;
  await quiet`${inside} link set ${BRIDGE} up`;
  // A router without a way out says so. Silence would cost every start of a kubelet 10 s: it looks for its cloud.
  await quiet`${insideNetwork} sysctl -qw net.ipv4.ip_forward=1`;
}

export async function dropNetwork(): Promise<void> {
  if (networkIsUp()) await quiet`ip netns delete ${NAMESPACE}`;
}

/** The start of a command line that runs a program inside the lab's network. */
export const insideNetwork: readonly string[] = ['nsenter', `--net=/run/netns/${NAMESPACE}`];
