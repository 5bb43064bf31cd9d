import { describe, expect, it } from 'vitest';
import type { CheckId, HostName, Observation } from '../../src/index.js';
import { mayPromoteLearner } from '../../src/decisions/may-promote-learner.js';
import { membershipOf } from '../../src/decisions/membership.js';
import { refusals } from '../../src/decisions/verdict.js';
import { specOf } from '../protocol/spec-of.js';
import { memberOf, runningObservation, withHost, withMembers, withoutAnswer } from './running-cluster.js';

const spec = specOf(5, 0);
const NAMES = ['master1', 'master2', 'master3', 'master4', 'master5'];

/** The last of those that have joined is a learner; it answers as itself. */
function learning(joined: number, off: readonly HostName[] = []): Observation {
  const names = NAMES.slice(0, joined);
  const members = names.map((name, at) => ({ ...memberOf(spec, name), learner: at === joined - 1 }));
  const observed = withMembers(runningObservation(spec, { joined: names }), members);
  return off.reduce(withoutAnswer, observed);
}

function verdictOf(observation: Observation) {
  const membership = membershipOf(spec, observation);
  const [learner] = membership.learners;
  if (learner === undefined) throw new Error('nobody is a learner');
  return mayPromoteLearner(spec, observation, membership, learner);
}

function refused(observation: Observation): readonly CheckId[] {
  return refusals(verdictOf(observation)).map(({ id }) => id);
}

describe('a learner may become a voter', () => {
  it('when it answers: the second, in the known window, and every further one', () => {
    for (const joined of [2, 3, 4, 5]) expect(refused(learning(joined)), String(joined)).toEqual([]);
    const quorum = verdictOf(learning(2)).checks.find(({ id }) => id === 'quorum-after-change');
    expect(quorum?.evidence).toBe(
      "2 voters after the change, quorum 2, 1 healthy with master2 counted as down: the known window 1 → 2, the newcomer's death before it has started would cost quorum",
    );
  });

  it('but not one that is silent: etcd would promote the dead', () => {
    expect(refused(learning(2, ['master2']))).toEqual(['learner-answers']);
    expect(refused(learning(3, ['master3']))).toEqual(['learner-answers']);
  });

  it('but not while its host runs another member than the list has', () => {
    const etcd = learning(3).hosts['master3']?.etcd;
    const another = withHost(learning(3), 'master3', { etcd: etcd && { ...etcd, memberId: 'another' } });
    expect(refused(another)).toContain('learner-answers');
  });

  it('but not when only it could be asked', () => {
    expect(refused(learning(2, ['master1']))).toContain('asked-through-another-member');
    expect(refused(learning(3, ['master1', 'master2']))).toContain('asked-through-another-member');
  });

  it('but not while its death would cost quorum', () => {
    expect(refused(learning(4, ['master1']))).toEqual(['quorum-after-change']);
    expect(refused(learning(5, ['master1']))).toEqual([]);
  });

  it('but not beside another change', () => {
    const members = NAMES.slice(0, 4).map((name, at) => ({
      ...memberOf(spec, name),
      learner: at === 3,
      ...(at === 2 ? { name: '' } : {}),
    }));
    const observed = withMembers(runningObservation(spec, { joined: NAMES.slice(0, 4) }), members);
    expect(refused(observed)).toContain('no-other-change-in-flight');
  });
});
