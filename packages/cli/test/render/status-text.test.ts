import type { CertificateStatus, ClusterStatus } from '@quorate/core';
import { expect, test } from 'vitest';
import { endpointLine } from '../../src/render/status-endpoint.js';
import { certificateLine, credentialLine } from '../../src/render/status-expiry.js';
import { statusTable } from '../../src/render/status-table.js';
import { quorumLine } from '../../src/render/status-text.js';

test('a table has a header and no trailing spaces', () => {
  expect(
    statusTable(
      ['A', 'LONG'],
      [
        ['aaa', 'b'],
        ['a', ''],
      ],
    ),
  ).toEqual(['A    LONG', 'aaa  b', 'a']);
});

test('quorum is told with what may still fail', () => {
  const held = { kind: 'held', voters: 5, quorum: 3, down: [], up: ['a', 'b', 'c', 'd', 'e'] } as const;
  expect(quorumLine({ ...held, tolerates: 2 })).toBe(
    '5 voters, quorum 3, 5 up; tolerates 2: any two of a, b, c, d, e',
  );
  expect(quorumLine({ ...held, up: ['a', 'b', 'c'], down: ['d', 'e'], tolerates: 0 })).toBe(
    '5 voters, quorum 3, 3 up (not d, e); tolerates 0: a and b and c are needed',
  );
  expect(quorumLine({ ...held, voters: 1, quorum: 1, up: ['a'], tolerates: 0 })).toBe(
    '1 voter, quorum 1, 1 up; tolerates 0: a is needed',
  );
  expect(quorumLine({ ...held, up: ['a'], down: ['b', 'c', 'd', 'e'], tolerates: 0 })).toContain(
    'not every voter can be asked',
  );
});

test('lost quorum is told with what is missing', () => {
  const lost = { kind: 'lost', voters: 3, quorum: 2, counted: 'listed', powerOnFirst: [] } as const;
  expect(quorumLine({ ...lost, up: ['a'], down: ['b', 'c'] })).toBe(
    'lost: 1 of 3 voters up, 2 needed; down: b, c',
  );
  expect(quorumLine({ ...lost, up: ['a', 'b', 'c'], down: [] })).toBe(
    'lost: 3 of 3 voters up, 2 needed; they elect no leader',
  );
});

test('a connection is not called an answer', () => {
  const line = endpointLine({
    address: '10.0.0.4:6443',
    balancer: { kind: 'haproxy', host: 'proxy', reachable: 'no' },
    backends: [
      { host: 'a', address: '10.0.0.5:6443', serves: 'yes' },
      { host: 'b', address: '10.0.0.6:6443', serves: 'unknown' },
    ],
    sides: [
      { from: 'a', by: 'api', leads: 'yes' },
      { from: 'b', by: 'api', leads: 'no' },
      { from: 'w', by: 'tcp', leads: 'yes' },
    ],
    leads: 'no',
  });
  expect(line).toBe(
    '10.0.0.4:6443, haproxy on proxy (not reached over SSH); 1 of 2 masters serve (not b); answers a; ' +
      'accepts connections of w; does not lead there from b',
  );
});

test('certificates are told by the soonest, and those that nobody accepts are counted apart', () => {
  const DAY_MS = 86_400_000;
  const one = (name: string, daysLeft: number, state: CertificateStatus['state']): CertificateStatus => ({
    host: 'master1',
    name,
    authority: false,
    expiresAtMs: Date.parse('2026-12-31T00:00:00Z'),
    leftMs: daysLeft * DAY_MS,
    daysLeft,
    state,
  });
  const line = (...certificates: readonly CertificateStatus[]) =>
    certificateLine({ certificates } as unknown as ClusterStatus);
  expect(line(one('apiserver', 364, 'valid'))).toBe(
    '1 read; soonest apiserver on master1, 364 days left (2026-12-31)',
  );
  expect(line(one('apiserver', 9, 'expiring'), one('etcd-peer', 364, 'premature'))).toBe(
    '2 read; soonest apiserver on master1, 9 days left (2026-12-31); 1 expired or about to; 1 not valid yet',
  );
});

test('credentials are told with what is left of them', () => {
  const token = { id: 'abcdef', description: '', own: false, endsCertificateKey: false } as const;
  const certificateKey = { known: true, value: { leftMs: 3_600_000, missing: ['etcd-ca.key'] } } as const;
  expect(credentialLine({ tokens: { known: true, value: [token] }, certificateKey })).toBe(
    "abcdef never expires (somebody else's); certificate key: 1h 00m 00s left, without etcd-ca.key",
  );
  const gone = { known: true, value: { leftMs: 0, missing: [] } } as const;
  expect(credentialLine({ tokens: { known: true, value: [] }, certificateKey: gone })).toBe(
    'none; certificate key: none',
  );
});
