import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { known } from '../../../src/foundation/tri.js';
import { readKubeadmDate, readOpensslDate, readRfc3339 } from '../../../src/observation/read/instant.js';

test.prop([fc.date({ min: new Date('1970-01-01'), max: new Date('2400-01-01'), noInvalidDate: true })])(
  'an RFC 3339 instant is the one that the platform reads',
  (date) => {
    expect(readRfc3339(date.toISOString())).toEqual(known(date.getTime()));
  },
);

it('reads an instant with an offset', () => {
  expect(readRfc3339('2026-11-23T00:05:06+01:30')).toEqual(readRfc3339('2026-11-22T22:35:06Z'));
});

it('reads the dates of kubeadm and of openssl', () => {
  expect(readKubeadmDate('Nov 22, 2027 20:34 UTC')).toEqual(readRfc3339('2027-11-22T20:34:00Z'));
  expect(readOpensslDate('Nov  2 20:34:05 2027 GMT')).toEqual(readRfc3339('2027-11-02T20:34:05Z'));
});

it('does not read a month that there is none', () => {
  expect(readKubeadmDate('Nov 22, 2027 20:34 CET').known).toBe(false);
  expect(readOpensslDate('Foo 22 20:34:00 2027 GMT').known).toBe(false);
});
