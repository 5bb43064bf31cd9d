import { describe, expect, it } from 'vitest';
import { certificatesCheck } from '../../src/decisions/certificates.js';
import { certificatesRefused } from '../../src/decisions/certificates-refused.js';
import type { HostObservation } from '../../src/index.js';
import { known } from '../../src/index.js';
import { specOf } from '../protocol/spec-of.js';
import { DAY_MS, NOW_MS, runningObservation, withHost } from './running-cluster.js';

const spec = specOf(2, 1);
const HOUR_MS = 3_600_000;

interface Dates {
  readonly authority?: boolean;
  readonly validFromMs?: number;
  readonly leftMs?: number;
}

/** master1 has certificates with such dates, and something is so with master2. */
function refused(dates: Dates | readonly Dates[], master2: Partial<HostObservation> = {}) {
  const certificates = [dates].flat().map(({ authority = false, validFromMs = 0, leftMs = 300 * DAY_MS }) => {
    const name = authority ? 'ca' : 'apiserver';
    return { name, authority, validFromMs, expiresAtMs: NOW_MS + leftMs };
  });
  const masters = runningObservation(spec, { joined: ['master1', 'master2'] });
  const observation = withHost(
    withHost(masters, 'master1', { certificates: known(certificates) }),
    'master2',
    master2,
  );
  return certificatesRefused(spec, observation, NOW_MS, 'masters');
}

const AHEAD = { clockOffsetMs: HOUR_MS };
const RENAMED = {
  identity: { hostname: 'master1', addresses: ['192.168.56.6'] },
};

describe('certificates that everybody refuses', () => {
  it('are none as long as all are valid, or will expire', () => {
    expect(refused({})).toBeUndefined();
    expect(refused({ leftMs: DAY_MS })).toBeUndefined();
  });

  it('are renewed when they have expired', () => {
    const reason = refused({ leftMs: -HOUR_MS }, AHEAD);
    expect(reason).toMatchObject({
      code: 'certificate-expired',
      summary: 'apiserver on master1 expired 1h 0m ago',
      evidence: [{ id: 'certificates-valid', holds: 'no' }],
    });
    expect(reason?.remedies[0]).toContain('kubeadm certs renew all');
  });

  it('are renewed, or waited for, when their time has not come', () => {
    const reason = refused({ validFromMs: NOW_MS + HOUR_MS });
    expect(reason).toMatchObject({
      code: 'certificate-not-yet-valid',
      summary: 'apiserver on master1 not valid for another 1h 0m',
      evidence: [{ id: 'certificates-valid', holds: 'no' }],
    });
    expect(reason?.remedies[0]).toMatch(/kubeadm certs renew all.*or wait/);
  });

  it('are only waited for when an authority is among them: what it signs begins when it does', () => {
    const validFromMs = NOW_MS + HOUR_MS;
    const reason = refused([{ authority: true, validFromMs }, { validFromMs }]);
    expect(reason?.remedies[0]).toContain('wait until their time has come; to renew does not help');
  });

  it('are told with the clocks that are still off, which come first', () => {
    const reason = refused({ validFromMs: NOW_MS + HOUR_MS }, { ...AHEAD, ...RENAMED });
    expect([...new Set(reason?.evidence.map(({ id }) => id))]).toEqual(['certificates-valid', 'host-clock']);
    expect(reason?.remedies[0]).toContain('chrony');
  });
});

describe('certificates that kubeadm does not renew', () => {
  const joined = runningObservation(spec, { joined: ['master1', 'master2'], workers: ['node1'] });
  const expired = (host: string, name: string, authority: boolean) =>
    withHost(joined, host, {
      certificates: known([{ name, authority, expiresAtMs: NOW_MS - HOUR_MS }]),
    });

  it('are authorities: they are replaced by hand', () => {
    const reason = certificatesRefused(spec, expired('master1', 'ca', true), NOW_MS, 'masters');
    expect(reason?.remedies[0]).toContain('a CA is replaced by hand');
    expect(reason?.remedies.join()).not.toContain('renew all');
  });

  it('are those of kubelets, and the one of a worker is refused on that worker only', () => {
    const observation = expired('node1', 'kubelet-client', false);
    expect(certificatesRefused(spec, observation, NOW_MS, 'masters')).toBeUndefined();
    expect(certificatesRefused(spec, observation, NOW_MS, { host: 'master1' })).toBeUndefined();
    const reason = certificatesRefused(spec, observation, NOW_MS, { host: 'node1' });
    expect(reason).toMatchObject({
      code: 'certificate-expired',
      summary: 'kubelet-client on node1 expired 1h 0m ago',
    });
    expect(reason?.remedies.slice(0, 2)).toEqual([
      'on node1: the kubelet renews its own while it reaches the API; see journalctl -u kubelet',
      'once it has expired it cannot: quorate reset --host node1, and apply joins it again',
    ]);
    expect(certificatesCheck(spec, observation, NOW_MS).holds).toBe('no');
    expect(certificatesCheck(spec, observation, NOW_MS, 'masters').holds).toBe('yes');
  });
});
