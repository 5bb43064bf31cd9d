import type { EvidenceSource } from './evidence.js';
import type { Clue, LineClue, Scene, Sighting } from './known-cause.js';

type Place = EvidenceSource | 'failure';

/** A line that one of these said. */
export function said(
  places: readonly Place[],
  pattern: RegExp,
  more: Pick<LineClue, 'within' | 'fatal' | 'unlessLater'> = {},
): Clue {
  return { kind: 'line', in: places, pattern, ...more };
}

export function fact(look: (scene: Scene) => readonly Sighting[]): Clue {
  return { kind: 'fact', look };
}

export const JOURNALS: readonly Place[] = ['kubelet-journal', 'containerd-journal'];
export const CLIENTS: readonly Place[] = ['failure', 'kubelet-journal', 'apiserver-log'];
export const ETCD: readonly Place[] = ['failure', 'etcd-log', 'etcd-members', 'etcd-status', 'etcd-alarms'];
