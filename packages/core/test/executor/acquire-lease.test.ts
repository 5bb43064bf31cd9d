import { expect, it } from 'vitest';
import type { Clock, Driver, PlaceLook } from '../../src/index.js';
import { acquireLease } from '../../src/executor/acquire-lease.js';
import { leaseRequest } from '../../src/executor/lease-request.js';
import type { LeaseStore } from '../../src/executor/lease-store.js';
import { ABSENT, heldBy, ME, OTHER } from '../lease/views.js';

const idle: Driver = { run: () => Promise.reject(new Error('nothing is run here')) };

function placeThat(place: LeaseStore['place'], look: () => PlaceLook): LeaseStore {
  const written = () => Promise.resolve({ kind: 'written', version: '5' } as const);
  return { place, look: () => Promise.resolve(look()), write: written, renew: written };
}

it('does not take a look that was slow for the silence of a holder: it takes over when a later one finds no change', async () => {
  let nowMs = 0;
  const clock: Clock = {
    nowMs: () => nowMs,
    elapsedMs: () => nowMs,
    wait: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
  };
  let looks = 0;
  const file = placeThat('file', () => {
    looks += 1;
    return heldBy(OTHER, '4');
  });
  const object = placeThat('object', () => {
    nowMs += 70_000;
    return ABSENT;
  });
  const request = leaseRequest({ holder: ME, whenHeld: 'wait' }, () => undefined);
  const hands = { driver: idle, clock, signal: new AbortController().signal };
  const acquisition = await acquireLease({ file, object }, request, hands, 600_000);
  expect(acquisition.kind).toBe('acquired');
  expect(looks).toBe(2);
});
