import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../src/index.js';
import {
  areRefused,
  certificateHealth,
  certificatesCheck,
  describeCertificates,
} from '../../src/decisions/certificates.js';
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

  it('are as healthy as that one wherever it is listed', () => {
    const masters = runningObservation(spec, { joined: ['master1', 'master2'] });
    const end = (name: string, leftMs: number) => ({
      name,
      authority: false,
      expiresAtMs: NOW_MS + leftMs,
    });
    const observation = withHost(masters, 'master1', {
      certificates: known([end('apiserver', DAY_MS), end('etcd-peer', WARN_MS)]),
    });
    const health = certificateHealth(spec, observation, NOW_MS);
    expect(health.state).toBe('expiring');
    expect(health.findings.map(({ name }) => name)).toEqual(['apiserver']);
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

describe('certificates whose time has not come', () => {
  const HOUR_MS = 3_600_000;
  const skewMs = spec.budgets.maxClockSkewMs;

  /** Of master1: an authority and a leaf that begin so much later than now; clocks that are so much ahead of ours. */
  function prematureBy(ms: number, offsets: Readonly<Record<string, number>> = {}, leafMs = 300 * DAY_MS) {
    const masters = runningObservation(spec, { joined: ['master1', 'master2'] });
    const own = withHost(masters, 'master1', {
      certificates: known([
        { name: 'ca', authority: true, validFromMs: NOW_MS + ms, expiresAtMs: NOW_MS + 3_000 * DAY_MS },
        { name: 'apiserver', authority: false, validFromMs: NOW_MS + ms, expiresAtMs: NOW_MS + leafMs },
      ]),
    });
    const observation = Object.entries(offsets).reduce(
      (next, [name, clockOffsetMs]) => withHost(next, name, { clockOffsetMs }),
      own,
    );
    return certificateHealth(spec, observation, NOW_MS);
  }

  it('are refused as expired ones are, as soon as clocks may not just be apart', () => {
    expect(prematureBy(skewMs).state).toBe('valid');
    expect(prematureBy(skewMs + 1).state).toBe('premature');
    expect(areRefused(prematureBy(skewMs + 1))).toBe(true);
  });

  it('are named by their authority, which is what nobody can renew', () => {
    const health = prematureBy(HOUR_MS);
    expect(health.findings.map(({ name }) => name)).toEqual(['apiserver', 'ca']);
    expect(describeCertificates(health, NOW_MS)).toBe('ca on master1 not valid for another 1h 0m');
  });

  it('are named apart from those whose time has come, or was not read', () => {
    const masters = runningObservation(spec, { joined: ['master1', 'master2'] });
    const expiresAtMs = NOW_MS + 300 * DAY_MS;
    const observation = withHost(masters, 'master1', {
      certificates: known([
        { name: 'etcd-peer', authority: false, validFromMs: NOW_MS + skewMs, expiresAtMs },
        { name: 'admin.conf', authority: false, expiresAtMs },
        { name: 'apiserver', authority: false, validFromMs: NOW_MS + HOUR_MS, expiresAtMs },
      ]),
    });
    const health = certificateHealth(spec, observation, NOW_MS);
    expect(describeCertificates(health, NOW_MS)).toBe('apiserver on master1 not valid for another 1h 0m');
    expect(health.findings).toHaveLength(1);
  });

  it('are waited for by the clocks of most hosts, wherever ours stands', () => {
    const theirs = { proxy: HOUR_MS, master1: HOUR_MS, master2: HOUR_MS };
    const health = prematureBy(3 * HOUR_MS, theirs);
    expect(describeCertificates(health, NOW_MS)).toBe('ca on master1 not valid for another 2h 0m');
  });

  it('matter more than one that will expire, and less than one that has', () => {
    expect(prematureBy(HOUR_MS, {}, DAY_MS).state).toBe('premature');
    expect(prematureBy(HOUR_MS, {}, -1).state).toBe('expired');
  });

  it.each([
    ['most agree that it has not come', { proxy: 0, master1: HOUR_MS, master2: 0 }, 'premature'],
    ['ours is behind all of theirs', { master1: HOUR_MS, master2: HOUR_MS, proxy: HOUR_MS }, 'valid'],
    ['that of one host is behind', { master1: HOUR_MS, master2: -HOUR_MS, proxy: HOUR_MS }, 'premature'],
  ] as const)('by the clocks of most hosts: %s', (_case, offsets, state) => {
    expect(prematureBy(HOUR_MS, offsets).state).toBe(state);
  });
});

describe('certificates that were not read', () => {
  const APISERVER = '/etc/kubernetes/pki/apiserver.crt';
  const serving = runningObservation(spec, { joined: ['master1', 'master2'] });
  const files = [...(serving.hosts['master2']?.files ?? []), APISERVER];
  const kubelet = { name: 'kubelet-client', authority: false, expiresAtMs: NOW_MS + 300 * DAY_MS };
  const holds = (facts: Parameters<typeof withHost>[2]) =>
    certificatesCheck(spec, withHost(serving, 'master2', { files, ...facts }), NOW_MS);

  it.each([
    ['were never asked for', { certificates: undefined }, 'not asked yet'],
    ['could not be told', { certificates: unknown('exit 1') }, 'exit 1'],
    ['were asked for before there were any', { certificates: known([]) }, 'asked before it had them'],
    ['are the kubelet’s alone', { certificates: known([kubelet]) }, 'asked before it had them'],
  ] as const)('are unknown, whatever those of others are: they %s', (_, facts, why) => {
    const found = holds(facts);
    expect(found.holds).toBe('unknown');
    expect(found.evidence).toContain(`those of master2 were not read: ${why}`);
    expect(found.evidence).toContain('of the others: every certificate outlasts');
  });

  it('are those of masters that are reached and have some', () => {
    expect(holds({}).holds).toBe('yes');
    expect(holds({ certificates: undefined, reachable: 'no' }).holds).toBe('yes');
    expect(holds({ certificates: undefined, files: [] }).holds).toBe('yes');
  });

  it('do not hide one that has expired', () => {
    const expired = withHost(serving, 'master1', {
      certificates: known([{ ...kubelet, name: 'apiserver', expiresAtMs: NOW_MS - 1 }]),
    });
    const both = withHost(expired, 'master2', { files, certificates: undefined });
    expect(certificatesCheck(spec, both, NOW_MS)).toMatchObject({
      holds: 'no',
      evidence: expect.stringContaining('apiserver on master1 expired') as string,
    });
  });
});
