import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../src/index.js';
import { certificateHealth, describeCertificates } from '../../src/decisions/certificates.js';
import { specOf } from '../protocol/spec-of.js';
import { DAY_MS, NOW_MS, runningObservation, withHost } from './running-cluster.js';

const spec = specOf(2, 0);
const WARN_MS = spec.certificates.warnBelowMs;

function healthOf(expiries: Readonly<Record<string, number>>) {
  const masters = runningObservation(spec, { joined: ['master1', 'master2'] });
  const observation = Object.entries(expiries).reduce(
    (next, [name, leftMs]) =>
      withHost(next, name, {
        certificates: known([
          { name: 'ca', authority: true, expiresAtMs: NOW_MS + 3_000 * DAY_MS },
          { name: 'apiserver', authority: false, expiresAtMs: NOW_MS + leftMs },
        ]),
      }),
    masters,
  );
  return certificateHealth(spec, observation, NOW_MS);
}

describe('certificates', () => {
  it('are as healthy as the one that expires first, on any host', () => {
    expect(healthOf({}).state).toBe('valid');
    expect(healthOf({ master2: WARN_MS })).toEqual({ state: 'valid', findings: [] });
    expect(healthOf({ master2: WARN_MS - 1 }).state).toBe('expiring');
    expect(healthOf({ master2: 1 }).state).toBe('expiring');
    expect(healthOf({ master2: 0 }).state).toBe('expired');
  });

  it('are named with their host, soonest first, and only those that have to be renewed', () => {
    const health = healthOf({ master1: DAY_MS, master2: -3_600_000 });
    expect(health.findings.map(({ host, name }) => `${host} ${name}`)).toEqual([
      'master2 apiserver',
      'master1 apiserver',
    ]);
    expect(describeCertificates(health, NOW_MS)).toBe(
      'apiserver on master2 expired 1h 0m ago; apiserver on master1 expires in 1d 0h',
    );
    expect(describeCertificates(healthOf({ master1: 0 }), NOW_MS)).toBe(
      'apiserver on master1 expired 0s ago',
    );
  });

  it('that nobody read are unknown, not valid', () => {
    const observation = ['master1', 'master2'].reduce(
      (next, name) =>
        withHost(next, name, { certificates: name === 'master1' ? undefined : unknown('no answer') }),
      runningObservation(spec, { joined: ['master1', 'master2'] }),
    );
    const health = certificateHealth(spec, observation, NOW_MS);
    expect(health).toEqual({ state: 'unknown', findings: [] });
    expect(describeCertificates(health, NOW_MS)).toBe('expiry not observed');
    expect(describeCertificates(healthOf({}), NOW_MS)).toBe('every certificate outlasts the warning span');
  });
});
