import { describe, expect, it } from 'vitest';
import type { CheckId, HostName, Observation } from '../../src/index.js';
import { known } from '../../src/index.js';
import { mayRemoveMember } from '../../src/decisions/may-remove-member.js';
import { membershipOf } from '../../src/decisions/membership.js';
import { refusals } from '../../src/decisions/verdict.js';
import { specOf } from '../protocol/spec-of.js';
import { memberOf, runningObservation, withHost, withMembers, withoutAnswer } from './running-cluster.js';

const spec = specOf(5, 0);
const NAMES = ['master1', 'master2', 'master3', 'master4', 'master5'];

function cluster(joined: number, off: readonly HostName[] = []): Observation {
  return off.reduce(withoutAnswer, runningObservation(spec, { joined: NAMES.slice(0, joined) }));
}

function verdictOf(observation: Observation, name: HostName) {
  const membership = membershipOf(spec, observation);
  const member = membership.members.find(({ id }) => id === memberOf(spec, name).id);
  if (member === undefined) throw new Error(`${name} is no member`);
  return mayRemoveMember(spec, observation, membership, member);
}

function refused(observation: Observation, name: HostName): readonly CheckId[] {
  return refusals(verdictOf(observation, name)).map(({ id }) => id);
}

describe('a member may go', () => {
  it('when it is the dead one of three', () => {
    expect(refused(cluster(3, ['master3']), 'master3')).toEqual([]);
  });

  it('but not a healthy one while another of three is dead', () => {
    expect(refused(cluster(3, ['master3']), 'master2')).toEqual(['quorum-after-change']);
  });

  it('but not while two of three are dead', () => {
    expect(refused(cluster(3, ['master2', 'master3']), 'master3')).toEqual(['quorum-after-change']);
  });

  it('but not while three of five are dead: the rest is counted over its voters, not over the healthy', () => {
    const off = ['master3', 'master4', 'master5'];
    expect(refused(cluster(5, off), 'master5')).toEqual(['quorum-after-change']);
    expect(refused(cluster(5, off.slice(1)), 'master5')).toEqual([]);
  });

  it('but never the last voter, and never through itself', () => {
    expect(refused(cluster(1), 'master1')).toEqual([
      'asked-through-another-member',
      'not-the-last-voter',
      'quorum-after-change',
    ]);
  });

  it('asked through another member, which is named', () => {
    const checks = verdictOf(cluster(3), 'master1').checks;
    expect(checks.find(({ id }) => id === 'asked-through-another-member')).toMatchObject({
      holds: 'yes',
      evidence: 'asked through master2',
    });
  });

  it('but not while the lists of two masters differ', () => {
    const etcd = { members: known([memberOf(spec, 'master1')]), healthy: 'yes', alarms: known([]) } as const;
    expect(refused(withHost(cluster(3), 'master2', { etcd }), 'master3')).toContain('member-lists-agree');
  });

  for (const [what, change] of [
    ['a learner', { learner: true }],
    ['an unstarted member', { name: '' }],
  ] as const) {
    it(`but not while ${what} besides it is in the list`, () => {
      const four = cluster(4);
      const members = NAMES.slice(0, 3).map((name) => memberOf(spec, name));
      const changing = withMembers(four, [...members, { ...memberOf(spec, 'master4'), ...change }]);
      expect(refused(changing, 'master3')).toEqual(['no-other-change-in-flight']);
      expect(refused(changing, 'master4')).toEqual([]);
    });
  }

  it('when it is a learner, which takes no voter away', () => {
    const members = [memberOf(spec, 'master1'), { ...memberOf(spec, 'master2'), learner: true }];
    const observation = withMembers(withoutAnswer(cluster(2), 'master2'), members);
    expect(refused(observation, 'master2')).toEqual([]);
    expect(
      verdictOf(observation, 'master2').checks.find(({ id }) => id === 'quorum-after-change')?.evidence,
    ).toBe('1 voters after the change, quorum 1, 1 healthy');
  });

  it('also when no host of the spec is its own', () => {
    const stranger = {
      ...memberOf(spec, 'master3'),
      id: 'id9',
      name: 'old',
      peerUrls: ['https://10.0.0.9:2380'],
    };
    const members = [memberOf(spec, 'master1'), memberOf(spec, 'master2'), stranger];
    const observation = withMembers(cluster(2), members);
    const verdict = mayRemoveMember(spec, observation, membershipOf(spec, observation), stranger);
    expect(verdict).toMatchObject({ subject: 'remove member id9 of id9', allowed: true });
  });

  it('which is said with who was asked, or that nobody could be', () => {
    const evidenceOf = (observation: Observation) =>
      verdictOf(observation, 'master1')
        .checks.slice(0, 2)
        .map(({ evidence }) => evidence);
    expect(evidenceOf(cluster(3))).toEqual([
      'member lists seen from master1, master2, master3',
      'asked through master2',
    ]);
    const members = {
      members: known([memberOf(spec, 'master1')]),
      healthy: 'no',
      alarms: known([]),
    } as const;
    expect(evidenceOf(withHost(cluster(1), 'master1', { etcd: members }))).toEqual([
      'member lists seen from nobody',
      'no healthy member besides the one of master1',
    ]);
    expect(verdictOf(cluster(3), 'master1').subject).toBe('remove member id0 of master1');
  });
});
