import type { Slot } from './script.js';
import { SLOTS } from './script.js';
import type { ListedMember } from './snapshot.js';

export function addressOf(block: string, slot: Slot): string {
  return `${block}.1${slot}`;
}

export function peerUrlOf(block: string, slot: Slot): string {
  return `http://${addressOf(block, slot)}:2380`;
}

/** Where it listens for peers as well. */
export function secondPeerUrlOf(block: string, slot: Slot): string {
  return `http://${addressOf(block, slot)}:2382`;
}

export function clientUrlOf(block: string, slot: Slot): string {
  return `http://${addressOf(block, slot)}:2379`;
}

/** The same flags for the real process and the simulated one. */
export function etcdArgv(
  block: string,
  slot: Slot,
  cluster: { readonly members: string; readonly state: 'new' | 'existing' },
): readonly string[] {
  return [
    'etcd',
    `--name=m${slot}`,
    `--data-dir=/data/m${slot}`,
    `--listen-client-urls=${clientUrlOf(block, slot)}`,
    `--advertise-client-urls=${clientUrlOf(block, slot)}`,
    `--listen-peer-urls=${peerUrlOf(block, slot)},${secondPeerUrlOf(block, slot)}`,
    `--initial-advertise-peer-urls=${peerUrlOf(block, slot)}`,
    `--initial-cluster=${cluster.members}`,
    `--initial-cluster-state=${cluster.state}`,
    '--logger=zap',
    '--log-level=error',
    '--log-outputs=stderr',
  ];
}

/** The list that a cluster begins with. */
export function firstMembers(block: string, voters: number): readonly ListedMember[] {
  return SLOTS.slice(0, voters).map((slot) => ({
    id: '',
    name: `m${slot}`,
    peerUrls: [peerUrlOf(block, slot)],
    clientUrls: [],
    learner: false,
  }));
}
