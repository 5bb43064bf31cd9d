import { describe, expect, it } from 'vitest';
import type { HostName, Observation } from '../../src/index.js';
import { memberRemoval } from '../../src/decisions/member-removal.js';
import { membershipOf } from '../../src/decisions/membership.js';
import { specOf } from '../protocol/spec-of.js';
import { memberOf, runningObservation, withHost, withMembers, withoutAnswer } from './running-cluster.js';

const spec = specOf(3, 0);
const NAMES = ['master1', 'master2', 'master3'];

function led(leader: HostName): Observation {
  return NAMES.reduce(
    (observation, name) => {
      const etcd = observation.hosts[name]?.etcd;
      return withHost(observation, name, {
        etcd: etcd && { ...etcd, memberId: memberOf(spec, name).id, leaderId: memberOf(spec, leader).id },
      });
    },
    runningObservation(spec, { joined: NAMES }),
  );
}

function removalOf(observation: Observation, name: HostName) {
  return memberRemoval(spec, observation, membershipOf(spec, observation), memberOf(spec, name));
}

describe('a member that goes', () => {
  it('is removed through another one', () => {
    expect(removalOf(led('master1'), 'master2')).toEqual({ via: 'master1' });
    expect(removalOf(led('master2'), 'master1')).toEqual({ via: 'master2' });
  });

  it('hands over leadership to the one that is asked', () => {
    expect(removalOf(led('master1'), 'master1')).toEqual({
      via: 'master2',
      handOver: { from: 'master1', to: memberOf(spec, 'master2').id },
    });
  });

  it('hands over to nobody who is no voter', () => {
    const learning = NAMES.map((name) => ({ ...memberOf(spec, name), learner: name === 'master2' }));
    expect(removalOf(withMembers(led('master1'), learning), 'master1')).toEqual({ via: 'master2' });
  });

  it('is not asked to hand over when it is silent', () => {
    expect(removalOf(withoutAnswer(led('master1'), 'master1'), 'master1')).toEqual({ via: 'master2' });
  });

  it('nor when its host runs another member, which cannot speak for it', () => {
    const observation = led('master1');
    const etcd = observation.hosts['master1']?.etcd;
    const another = withHost(observation, 'master1', { etcd: etcd && { ...etcd, memberId: 'another' } });
    expect(removalOf(another, 'master1')).toEqual({ via: 'master2' });
  });

  it('nor when the one that is asked is not known to be a voter', () => {
    const observation = led('master1');
    const etcd = observation.hosts['master2']?.etcd;
    const { memberId: _unread, ...view } = etcd ?? { memberId: '' };
    const unread = withHost(observation, 'master2', { etcd: view as typeof etcd });
    expect(removalOf(unread, 'master1')).toEqual({ via: 'master2' });
  });

  it('stays when nobody else answers', () => {
    expect(
      removalOf(['master2', 'master3'].reduce(withoutAnswer, led('master1')), 'master1'),
    ).toBeUndefined();
  });
});
