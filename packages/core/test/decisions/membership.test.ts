import { describe, expect, it } from 'vitest';
import type { Known } from '../../src/index.js';
import { hostNamed, known, unknown } from '../../src/index.js';
import {
  describeLists,
  hostOfMember,
  memberOfHost,
  membershipOf,
  namesOf,
} from '../../src/decisions/membership.js';
import { specOf } from '../protocol/spec-of.js';
import { memberOf, runningObservation, withHost, withMembers, withoutAnswer } from './running-cluster.js';

const spec = specOf(3, 0);
const three = runningObservation(spec, { joined: ['master1', 'master2', 'master3'] });
const [first, second, third] = ['master1', 'master2', 'master3'].map((name) => memberOf(spec, name));
if (first === undefined || second === undefined || third === undefined) throw new Error('three masters');

describe('the membership', () => {
  it('of three healthy masters has three voters, a leader and quorum', () => {
    expect(membershipOf(spec, three)).toEqual({
      agreed: 'yes',
      members: [first, second, third],
      known: true,
      voters: [first, second, third],
      learners: [],
      unstarted: [],
      unlisted: [],
      healthyVoters: [first, second, third],
      asking: ['master1', 'master2', 'master3'],
      leaderId: first.id,
      alarms: [],
      quorate: 'yes',
    });
  });

  it('counts a learner as no voter, and an unstarted member as one that is not healthy', () => {
    const learning = membershipOf(spec, withMembers(three, [first, second, { ...third, learner: true }]));
    expect(learning.voters).toEqual([first, second]);
    expect(learning.learners.map(({ id }) => id)).toEqual([third.id]);
    const ghost = { ...third, name: '' };
    const starting = membershipOf(
      spec,
      withHost(withMembers(three, [first, second, ghost]), 'master3', { etcd: undefined }),
    );
    expect(starting.unstarted).toEqual([ghost]);
    expect(starting.voters).toHaveLength(3);
    expect(starting.healthyVoters).toEqual([first, second]);
  });

  it('has quorum by the voters that answered for themselves', () => {
    const oneOff = withoutAnswer(three, 'master3');
    expect(membershipOf(spec, oneOff).quorate).toBe('yes');
    expect(membershipOf(spec, withoutAnswer(oneOff, 'master2')).quorate).toBe('no');
    expect(membershipOf(spec, runningObservation(spec, { joined: [] })).quorate).toBe('unknown');
  });

  it('asks only masters whose own member answers', () => {
    const etcd = { members: known([first, second, third]), healthy: 'no', alarms: unknown('') } as const;
    expect(membershipOf(spec, withHost(three, 'master1', { etcd })).asking).toEqual(['master2', 'master3']);
  });

  it('does not agree when two lists differ in any way that matters, whatever their order', () => {
    const view = (list: readonly (typeof first)[]) =>
      membershipOf(
        spec,
        withHost(three, 'master2', { etcd: { members: known(list), healthy: 'yes', alarms: known([]) } }),
      );
    expect(view([third, first, second]).agreed).toBe('yes');
    for (const other of [
      [first, second],
      [first, second, { ...third, name: '' }],
      [first, second, { ...third, id: 'other' }],
      [first, second, { ...third, learner: true }],
      [first, second, { ...third, peerUrls: ['https://10.0.0.1:2380'] }],
    ])
      expect(view(other).agreed).toBe('no');
    expect(view([first, second]).members).toHaveLength(3);
    const more = [first, second, third, { ...third, id: 'id9', peerUrls: ['https://10.0.0.9:2380'] }];
    expect(view(more).members).toHaveLength(4);
  });

  it('believes no leader that is not a voter of the list', () => {
    const etcd = {
      members: known([first, second]),
      healthy: 'yes',
      leaderId: 'gone',
      alarms: known([]),
    } as const;
    const two = runningObservation(spec, { joined: ['master1', 'master2'] });
    const observation = withHost(withHost(two, 'master1', { etcd }), 'master2', { etcd });
    expect(membershipOf(spec, observation)).not.toHaveProperty('leaderId');
  });

  it('tells each alarm once', () => {
    const etcd = three.hosts['master1']?.etcd;
    if (etcd === undefined) throw new Error('master1 has a member');
    const alarmed = ['master1', 'master2'].reduce(
      (next, name) => withHost(next, name, { etcd: { ...etcd, alarms: known(['NOSPACE']) } }),
      withHost(three, 'master3', { etcd: { ...etcd, alarms: unknown('no answer') } }),
    );
    expect(membershipOf(spec, alarmed).alarms).toEqual(['NOSPACE']);
  });

  describe('where etcd runs as a member that no list has', () => {
    const runs = withMembers(three, [first, second]);

    it('does not agree, and says who it is', () => {
      const membership = membershipOf(spec, runs);
      expect(membership).toMatchObject({ agreed: 'no', members: [first, second] });
      expect(membership.unlisted).toEqual([{ host: hostNamed(spec, 'master3'), memberId: third.id }]);
      expect(describeLists(membership)).toBe(
        `member lists seen from master1, master2, master3; etcd on master3 runs as member ${third.id}, which none has`,
      );
    });

    it('may be a moment behind kubeadm, which is adding that member', () => {
      const joining = membershipOf(spec, withHost(runs, 'master3', { kubeadmRunning: 'yes' }));
      expect(joining).toMatchObject({ agreed: 'yes', unlisted: [] });
    });

    describe('whose etcd does not tell who it is', () => {
      const etcd = { members: unknown('no answer'), healthy: 'no', alarms: known([]) } as const;
      const silent = withHost(runs, 'master3', { etcd });
      const answeredBy = (signedTokenIds: Known<readonly string[] | null>, observation = silent) =>
        membershipOf(spec, { ...observation, cluster: { ...observation.cluster, signedTokenIds } });

      it('was removed, where those who answer have what only init makes', () => {
        expect(answeredBy(known([]))).toMatchObject({ agreed: 'yes', unlisted: [] });
      });

      it('may have the only copy of the data, where they cannot show it', () => {
        for (const signedTokenIds of [known(null), unknown('no answer')]) {
          const membership = answeredBy(signedTokenIds);
          expect(membership.agreed).toBe('no');
          expect(membership.unlisted).toEqual([{ host: hostNamed(spec, 'master3') }]);
          expect(describeLists(membership)).toBe(
            'member lists seen from master1, master2; etcd on master3 is silent and has the data of a member, which none has',
          );
        }
      });

      it('has nothing to lose without data', () => {
        const files = ['/etc/kubernetes/manifests/etcd.yaml'];
        expect(answeredBy(known(null), withHost(silent, 'master3', { files })).unlisted).toEqual([]);
      });
    });

    it('has nobody to miss it while no list is known', () => {
      const etcd = {
        members: unknown('no quorum'),
        healthy: 'no',
        memberId: third.id,
        alarms: known([]),
      } as const;
      const silent = ['master1', 'master2', 'master3'].reduce(
        (next, name) => withHost(next, name, { etcd }),
        three,
      );
      expect(membershipOf(spec, silent)).toMatchObject({ agreed: 'unknown', unlisted: [] });
    });
  });

  it('knows a member by its peer URL, never by its name', () => {
    const stranger = { ...second, id: 'id7', peerUrls: ['https://10.0.0.7:2380'] };
    const membership = membershipOf(spec, withMembers(three, [first, stranger]));
    expect(memberOfHost(membership, hostNamed(spec, 'master2'))).toBeUndefined();
    expect(memberOfHost(membership, hostNamed(spec, 'master1'))).toEqual(first);
    expect(hostOfMember(spec, stranger)).toBeUndefined();
    expect(namesOf(spec, [{ ...first, name: '' }, stranger, { ...stranger, name: '' }])).toBe(
      'master1, master2, id7',
    );
    expect(namesOf(spec, [])).toBe('none');
  });
});
