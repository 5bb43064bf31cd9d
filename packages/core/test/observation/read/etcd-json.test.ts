import { describe, expect, it } from 'vitest';
import { known } from '../../../src/foundation/tri.js';
import {
  readAlarms,
  readEndpointHealth,
  readEndpointStatus,
  readMemberList,
} from '../../../src/observation/read/etcd-json.js';
import { fixture } from '../../fixtures/fixture.js';

describe('member list', () => {
  it('keeps all 64 bits of an id, as hex', () => {
    const members = readMemberList(fixture('kubeadm-1.20/etcd-members.stdout'));
    expect(members.known && members.value.map(({ id, name }) => [id, name])).toEqual([
      ['b69fc30e123497ff', 'master2'],
      ['c4f5486424e85344', 'master3'],
      ['e9744e39832db664', 'master1'],
    ]);
  });

  it.each([
    ['3.4', '3f1f3c49740f857d'],
    ['3.5.30', 'a9e9994f139cc31'],
  ])('shows an unstarted learner of etcd %s', (version, id) => {
    const members = readMemberList(fixture(`etcd/${version}-learner-unstarted.stdout`));
    const learners = members.known ? members.value.filter((member) => member.learner) : [];
    expect(learners).toEqual([
      { id, name: '', peerUrls: ['http://127.0.0.14:2380'], clientUrls: [], learner: true },
    ]);
  });

  it('does not touch numbers inside strings', () => {
    const odd = '{"members":[{"ID":7,"name":"a\\"ID\\":18446744073709551615"}]}';
    expect(readMemberList(odd)).toMatchObject({ value: [{ id: '7', name: 'a"ID":18446744073709551615' }] });
  });

  it('is unknown without quorum', () => {
    expect(readMemberList('').known).toBe(false);
  });
});

describe('endpoint status', () => {
  it('names the member and its leader', () => {
    expect(readEndpointStatus(fixture('etcd/3.4-learner-status.stdout'))).toEqual(
      known({ memberId: '3f1f3c49740f857d', leaderId: '3108eed82fbd2fc4' }),
    );
  });

  it('names no leader when there is none', () => {
    const leaderless = fixture('etcd/3.5.30-learner-status.stdout').replace(/"leader":\d+,/, '');
    expect(readEndpointStatus(leaderless)).toEqual(known({ memberId: 'a9e9994f139cc31' }));
  });
});

describe('endpoint health', () => {
  it.each(['3.4', '3.5.30'])('reads the JSON of etcd %s', (version) => {
    expect(readEndpointHealth(fixture(`etcd/${version}-health.stdout`))).toBe('yes');
  });

  it('reads the JSON of an unhealthy member among the warnings of its client', () => {
    const json =
      '[{"endpoint":"https://127.0.0.1:2379","health":false,"took":"5.0s","error":"context deadline exceeded"}]';
    const warnings = fixture('kubeadm-1.20/endpoint-health-quorum-lost.stderr');
    expect(readEndpointHealth(`${json}\n${warnings}`)).toBe('no');
  });

  it('reads the sentences of etcd 3.4, on whichever stream', () => {
    expect(readEndpointHealth(fixture('kubeadm-1.20/endpoint-health.stderr'))).toBe('yes');
    expect(readEndpointHealth(fixture('kubeadm-1.20/endpoint-health-quorum-lost.stderr'))).toBe('no');
  });

  it('is unknown when etcdctl said nothing of the kind', () => {
    expect(readEndpointHealth('etcdctl: command not found')).toBe('unknown');
  });
});

describe('alarm list', () => {
  it('names alarm and member', () => {
    expect(readAlarms('memberID:14533692329247874865 alarm:NOSPACE \n')).toEqual(
      known(['NOSPACE on c9b20c2bafa39f31']),
    );
  });

  it('is empty when nothing is printed', () => {
    expect(readAlarms('')).toEqual(known([]));
  });
});
