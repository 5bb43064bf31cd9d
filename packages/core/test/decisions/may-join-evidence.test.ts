import { describe, expect, it } from 'vitest';
import type { CheckId, Observation } from '../../src/index.js';
import { hostNamed, known } from '../../src/index.js';
import { mayJoinControlPlane } from '../../src/decisions/may-join.js';
import { membershipOf } from '../../src/decisions/membership.js';
import { specOf } from '../protocol/spec-of.js';
import { memberOf, NOW_MS, runningObservation, withHost, withoutAnswer } from './running-cluster.js';

const spec = specOf(3, 0);
const two = runningObservation(spec, { joined: ['master1', 'master2'] });

function evidenceOf(observation: Observation): Readonly<Partial<Record<CheckId, string>>> {
  const { checks } = mayJoinControlPlane({
    spec,
    observation,
    membership: membershipOf(spec, observation),
    host: hostNamed(spec, 'master3'),
    stability: { sinceMs: NOW_MS - 6_500, lastMs: NOW_MS, count: 4 },
    lastChangeEndedMs: NOW_MS,
    nowMs: NOW_MS,
  });
  return Object.fromEntries(checks.map(({ id, evidence }) => [id, evidence]));
}

describe('the verdict on a join says', () => {
  it('what speaks for it', () => {
    expect(evidenceOf(two)).toMatchObject({
      'api-through-endpoint': '192.168.56.4:6443 asked from master1, master2: yes, yes',
      'api-on-serving-masters': 'apiservers of master1, master2: yes, yes',
      'api-stable': 'answered 4 times in a row over 6.5 s',
      'member-lists-agree': 'member lists seen from master1, master2',
      'every-member-started': 'unstarted members: none',
      'no-learner': 'learners: none',
      'every-voter-healthy': '2 of 2 voters healthy; not healthy: none',
      'no-alarm': 'alarms: none',
      'quorum-after-change': '3 voters after the change, quorum 2, 2 healthy with master3 counted as down',
      'host-clean': "nothing of kubeadm's on master3",
    });
  });

  it('where no master serves, that nobody could be asked', () => {
    expect(evidenceOf(runningObservation(spec, { joined: [] }))).toMatchObject({
      'api-through-endpoint': '192.168.56.4:6443 asked from no master: ',
      'member-lists-agree': 'member lists seen from nobody',
    });
  });

  it('which voter, which alarm and which files stand in the way', () => {
    expect(evidenceOf(withoutAnswer(two, 'master2'))).toMatchObject({
      'every-voter-healthy': '1 of 2 voters healthy; not healthy: master2',
    });
    const etcd = {
      members: known(['master1', 'master2'].map((name) => memberOf(spec, name))),
      healthy: 'yes',
      alarms: known(['NOSPACE', 'CORRUPT']),
    } as const;
    const files = ['a.key', 'b.key', 'c.key', 'd.key'].map((name) => `/etc/kubernetes/pki/${name}`);
    const bad = ['master1', 'master2'].reduce((next, name) => withHost(next, name, { etcd }), two);
    expect(evidenceOf(withHost(bad, 'master3', { files }))).toMatchObject({
      'every-voter-healthy': '2 of 2 voters healthy; not healthy: none, no leader',
      'no-alarm': 'alarms: NOSPACE, CORRUPT',
      'host-clean':
        'master3 has /etc/kubernetes/pki/a.key, /etc/kubernetes/pki/b.key, /etc/kubernetes/pki/c.key',
    });
  });
});
