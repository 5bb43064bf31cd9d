import type { LeaseEvent, LeasePlace } from '@quorate/core';
import { span } from '../render/virtual-time.js';

const NAMES: Readonly<Record<LeasePlace, string>> = {
  file: 'on the first master',
  object: 'in the cluster',
};

/** What a person is told of the lease; nothing of what goes as it should. */
export function leaseLines(event: LeaseEvent): readonly string[] {
  switch (event.type) {
    case 'lease.waiting':
      return event.verdict.checks
        .filter(({ holds }) => holds !== 'yes')
        .map(({ evidence }) => `waits for the lease: ${evidence}`);
    case 'lease.taken-over':
      return [takenOver(event)];
    case 'lease.not-renewed':
      return [
        `the lease could not be renewed (${NAMES[event.place]}): ${event.why}; no change begins in ${span(event.remainingMs)} unless it can`,
      ];
    case 'lease.renewed-again':
      return [`the lease is renewed again (${NAMES[event.place]})`];
    case 'lease.vanished':
      return [`the lease is gone from where it was (${NAMES[event.place]}), and nobody took it`];
    case 'lease.lost':
      return [event.loss.summary];
    case 'lease.acquired':
    case 'lease.extended':
    case 'lease.refused':
    case 'lease.released':
      return [];
  }
}

function takenOver({ from }: Extract<LeaseEvent, { type: 'lease.taken-over' }>): string {
  const whose =
    from.record === undefined
      ? 'somebody whose record cannot be read'
      : `${from.record.holder.name}, process ${from.record.holder.pid}`;
  return `the lease of ${whose} is taken over: it has been silent for ${span(from.silentMs)}`;
}
