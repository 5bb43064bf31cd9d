import { describe, expect, it } from 'vitest';
import type { CheckId, MemberObservation, Observation } from '../../src/index.js';
import { hostNamed, known, unknown } from '../../src/index.js';
import type { Stability } from '../../src/decisions/may-join.js';
import { mayJoinControlPlane } from '../../src/decisions/may-join.js';
import { membershipOf } from '../../src/decisions/membership.js';
import { refusals } from '../../src/decisions/verdict.js';
import { specOf } from '../protocol/spec-of.js';
import {
  DAY_MS,
  memberOf,
  NOW_MS,
  runningObservation,
  withHost,
  withMembers,
  withoutAnswer,
} from './running-cluster.js';

const spec = specOf(4, 0);
const host = hostNamed(spec, 'master4');
const STABLE: Stability = { sinceMs: NOW_MS - 6_000, lastMs: NOW_MS, count: 3 };
const three = runningObservation(spec, { joined: ['master1', 'master2', 'master3'] });

interface Change {
  readonly observation?: Observation;
  readonly stability?: Stability | null;
  readonly lastChangeEndedMs?: number;
}

function verdictOf({ observation = three, stability = STABLE, lastChangeEndedMs = NOW_MS }: Change) {
  return mayJoinControlPlane({
    spec,
    observation,
    membership: membershipOf(spec, observation),
    host,
    stability,
    lastChangeEndedMs,
    nowMs: NOW_MS,
  });
}

function refused(change: Change): Readonly<Partial<Record<CheckId, string>>> {
  return Object.fromEntries(refusals(verdictOf(change)).map(({ id, holds }) => [id, holds]));
}

const third: MemberObservation = memberOf(spec, 'master3');
const others = [memberOf(spec, 'master1'), memberOf(spec, 'master2')];

describe('a master', () => {
  it('may join a cluster against which nothing can be said', () => {
    expect(verdictOf({})).toMatchObject({ subject: 'join master4 as control plane', allowed: true });
  });

  it('may not join by what was seen before the last change ended', () => {
    expect(refused({ lastChangeEndedMs: NOW_MS + 1 })).toEqual({
      'facts-newer-than-last-change': 'no',
      'peer-ports-open': 'unknown',
    });
  });

  for (const [what, stability] of [
    ['was never looked at', null],
    ['was looked at twice only', { ...STABLE, count: 2 }],
    ['answered for just five seconds', { ...STABLE, sinceMs: NOW_MS - 5_000 }],
  ] as const) {
    it(`may not join while the API ${what}`, () => {
      expect(refused({ stability })).toEqual({ 'api-stable': 'unknown' });
    });
  }

  it('may join when the API has answered for more than five seconds', () => {
    expect(refused({ stability: { ...STABLE, sinceMs: NOW_MS - 5_001 } })).toEqual({});
  });

  for (const [id, facts] of [
    ['api-on-serving-masters', { apiReady: 'no' }],
    ['api-through-endpoint', { apiReadyViaEndpoint: 'no' }],
  ] as const) {
    it(`may not join while one of three masters refuses: ${id}`, () => {
      expect(refused({ observation: withHost(three, 'master2', facts) })).toEqual({ [id]: 'no' });
    });
  }

  it('may not join while nobody says whether one apiserver is ready', () => {
    const observation = withHost(three, 'master2', { apiReady: undefined, apiReadyViaEndpoint: undefined });
    expect(refused({ observation })).toEqual({
      'api-on-serving-masters': 'unknown',
      'api-through-endpoint': 'unknown',
    });
  });

  it('may not join where no master serves', () => {
    const empty = runningObservation(spec, { joined: [] });
    expect(refused({ observation: empty })).toMatchObject({
      'api-on-serving-masters': 'no',
      'api-through-endpoint': 'no',
      'member-lists-agree': 'unknown',
      'every-member-started': 'unknown',
      'no-learner': 'unknown',
      'every-voter-healthy': 'unknown',
      'quorum-after-change': 'unknown',
    });
  });

  it('may not join while a member has not started, which its host may not know', () => {
    const observation = withMembers(three, [...others, { ...third, name: '' }]);
    expect(refused({ observation })).toEqual({ 'every-member-started': 'no' });
  });

  it('may not join while a learner is in the list', () => {
    const observation = withMembers(three, [...others, { ...third, learner: true }]);
    expect(refused({ observation })).toEqual({ 'no-learner': 'no' });
  });

  it('may not join while the lists of two masters differ', () => {
    const etcd = { members: known(others), healthy: 'yes', leaderId: 'id0', alarms: known([]) } as const;
    expect(refused({ observation: withHost(three, 'master2', { etcd }) })).toEqual({
      'member-lists-agree': 'no',
    });
  });

  it('may not join while a voter is dead, although the rest has quorum', () => {
    expect(refused({ observation: withoutAnswer(three, 'master3') })).toMatchObject({
      'every-voter-healthy': 'no',
      'quorum-after-change': 'no',
    });
  });

  it('may not join while etcd has no leader', () => {
    const observation = ['master1', 'master2', 'master3'].reduce(
      (next, name) =>
        withHost(next, name, {
          etcd: { members: known([...others, third]), healthy: 'yes', alarms: known([]) },
        }),
      three,
    );
    expect(refused({ observation })).toEqual({ 'every-voter-healthy': 'no' });
  });

  it('may not join while etcd has raised an alarm', () => {
    const etcd = three.hosts['master2']?.etcd;
    if (etcd === undefined) throw new Error('master2 has a member');
    const observation = withHost(three, 'master2', { etcd: { ...etcd, alarms: known(['NOSPACE']) } });
    expect(refused({ observation })).toEqual({ 'no-alarm': 'no' });
  });

  it('may join as the second in the window 1 → 2, which is said', () => {
    const observation = runningObservation(spec, { joined: ['master1'] });
    const verdict = verdictOf({ observation });
    expect(refusals(verdict)).toEqual([]);
    expect(verdict.checks.find(({ id }) => id === 'quorum-after-change')?.evidence).toBe(
      "2 voters after the change, quorum 2, 1 healthy with master4 counted as down: the known window 1 → 2, the newcomer's death before it has started would cost quorum",
    );
    expect(verdictOf({}).checks.find(({ id }) => id === 'quorum-after-change')?.evidence).toBe(
      '4 voters after the change, quorum 3, 3 healthy with master4 counted as down',
    );
  });

  for (const [state, holds, dates] of [
    ['expired', 'no', { expiresAtMs: NOW_MS }],
    ['expiring', undefined, { expiresAtMs: NOW_MS + DAY_MS }],
    ['not valid yet', 'no', { validFromMs: NOW_MS + DAY_MS, expiresAtMs: NOW_MS + 365 * DAY_MS }],
  ] as const) {
    it(`${holds === undefined ? 'may' : 'may not'} join while a certificate is ${state}`, () => {
      const certificates = known([{ name: 'apiserver', authority: false, ...dates }]);
      expect(refused({ observation: withHost(three, 'master1', { certificates }) })).toEqual(
        holds === undefined ? {} : { 'certificates-valid': holds },
      );
    });
  }

  it('may not join while no certificate could be read', () => {
    const certificates = unknown('openssl did not answer');
    const observation = ['master1', 'master2', 'master3'].reduce(
      (next, name) => withHost(next, name, { certificates }),
      three,
    );
    expect(refused({ observation })).toEqual({ 'certificates-valid': 'unknown' });
  });

  for (const file of [
    '/etc/kubernetes/pki/ca.key',
    '/etc/kubernetes/admin.conf',
    '/etc/kubernetes/manifests/etcd.yaml',
    '/var/lib/etcd/member/snap/db',
  ]) {
    it(`may not join with ${file} on its disk`, () => {
      const observation = withHost(three, 'master4', { files: [file] });
      expect(refused({ observation })).toMatchObject({ 'host-clean': 'no' });
    });
  }
});
