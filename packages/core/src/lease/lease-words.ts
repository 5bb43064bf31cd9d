import type { LeaseLoss, LeaseRefusal } from './lease-event.js';
import type { LeaseRecord } from './lease-record.js';
import { describeHolder } from './lease-record.js';
import type { LeaseVerdict } from './may-take.js';
import { describeHeld } from './may-take.js';

/** The words of a refusal: what was seen, and what is safe next. */
export function refusalOf(verdict: LeaseVerdict): LeaseRefusal {
  const unseen = verdict.checks.find(({ id, holds }) => id === 'place-seen' && holds !== 'yes');
  if (unseen !== undefined) {
    return {
      kind: 'no-place',
      summary: `nobody can tell whether another run is at work. ${unseen.evidence}`,
      verdict,
      remedies: [
        'make the first master of the specification reachable, or a master whose apiserver answers, and run again',
        'looking changes nothing and needs no lease',
      ],
    };
  }
  const holders = verdict.heldBy.filter(({ expired }) => !expired).map(describeHeld);
  return {
    kind: 'held',
    summary: `another run is at work on this cluster: ${[...new Set(holders)].join('; ')}`,
    verdict,
    remedies: [
      'wait until it has ended, or end it where it runs',
      'a run that was killed loses its lease by itself: it is taken over once it has been silent for its whole duration',
    ],
  };
}

export function unwritable(verdict: LeaseVerdict, whys: readonly string[]): LeaseRefusal {
  return {
    kind: 'no-place',
    summary: `nobody holds the lease, and yet it could not be written: ${whys.join('; ')}`,
    verdict,
    remedies: ['make room on the first master of the specification below /var/lib, and run again'],
  };
}

export function notRenewed(whys: readonly string[]): LeaseLoss {
  return {
    kind: 'not-renewed',
    summary: `the lease could not be renewed in time: ${whys.join('; ')}`,
    remedies: [
      'make the first master of the specification reachable, or a master whose apiserver answers',
      'run again: it looks first, and goes on from what it finds',
    ],
  };
}

export function takenBy(record: LeaseRecord | undefined): LeaseLoss {
  const by = record === undefined ? 'somebody whose record cannot be read' : describeHolder(record.holder);
  return {
    kind: 'taken',
    summary: `the lease is held by ${by}`,
    ...(record === undefined ? {} : { by: record }),
    remedies: [
      'wait until that run has ended, then run again: it looks first, and goes on from what it finds',
    ],
  };
}
