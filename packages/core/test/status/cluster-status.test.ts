import { describe, expect, test } from 'vitest';
import type { ClusterStatus, Observation } from '../../src/index.js';
import { clusterStatus, known, unknown } from '../../src/index.js';
import {
  DAY_MS,
  memberOf,
  NOW_MS,
  withHost,
  withMembers,
  withNodes,
  withoutAnswer,
} from '../decisions/running-cluster.js';
import { fitObservation } from '../decisions/fit-cluster.js';
import { servingObservation } from './serving-cluster.js';
import { specOf } from '../protocol/spec-of.js';

const spec = specOf(3, 2);
const whole = servingObservation(spec, {
  joined: ['master1', 'master2', 'master3'],
  workers: ['node1', 'node2'],
});

function statusOf(observation: Observation): ClusterStatus {
  return clusterStatus(spec, observation, NOW_MS);
}

function codes({ problems }: ClusterStatus): readonly string[] {
  return problems.map(({ code }) => code);
}

/** The member runs and no read goes through it, and nobody tells the member list. */
function leaderless(observation: Observation, name: string): Observation {
  return withHost(observation, name, {
    apiReady: 'no',
    apiReadyViaEndpoint: 'no',
    etcd: {
      members: { known: false, why: 'context deadline exceeded' },
      healthy: 'no',
      memberId: 'id0',
      alarms: { known: false, why: 'context deadline exceeded' },
    },
  });
}

describe('a whole cluster', () => {
  test('is healthy, and says which single failures it tolerates', () => {
    const status = statusOf(whole);
    expect(status).toMatchObject({ health: 'healthy', origin: 'established', problems: [] });
    expect(status.quorum).toEqual({
      ...{ kind: 'held', voters: 3, quorum: 2, tolerates: 1, down: [] },
      up: ['master1', 'master2', 'master3'],
    });
    expect(status.etcd.members).toMatchObject({
      known: true,
      value: [
        { host: 'master1', role: 'voter', healthy: 'yes', leader: true },
        { host: 'master2', role: 'voter', healthy: 'yes', leader: false },
        { host: 'master3', role: 'voter', healthy: 'yes', leader: false },
      ],
    });
  });

  test('is plain JSON that says its format', () => {
    const status = statusOf(whole);
    expect(JSON.parse(JSON.stringify(status))).toEqual(status);
    expect(status.formatVersion).toMatch(/^\d+\.\d+$/);
  });

  test('tells of each host its Node, its kubelet and, of masters alone, its apiserver', () => {
    const [proxy, master] = statusOf(whole).hosts;
    expect(proxy).toEqual({
      ...{ name: 'proxy', role: 'load-balancer', address: '192.168.56.4' },
      ...{ reachable: 'yes', clockOffsetMs: 0 },
    });
    expect(master).toMatchObject({
      node: { known: true, value: { ready: 'yes', roles: ['control-plane'] } },
      kubelet: { active: 'yes', healthy: 'yes' },
      apiserver: 'yes',
    });
  });
});

describe('a voter that is gone', () => {
  const status = statusOf(withoutAnswer(whole, 'master2'));

  test('leaves quorum without anything to spare, and is one problem', () => {
    expect(status.quorum).toMatchObject({
      ...{ kind: 'held', voters: 3, quorum: 2, tolerates: 0 },
      up: ['master1', 'master3'],
      down: ['master2'],
    });
    expect(status.health).toBe('degraded');
    expect(codes(status)).toEqual(['host-unreachable']);
    expect(status.problems[0]?.summary).toBe('master2 is not reachable; 2 of 3 voters are up');
  });

  test('that runs and is not healthy is told as a voter, and not as a host', () => {
    const etcd = { members: known([]), healthy: 'no', alarms: known([]) } as const;
    const sick = withHost(whole, 'master2', { etcd });
    expect(codes(statusOf(sick))).toContain('voter-unhealthy');
  });
});

describe('quorum that is lost', () => {
  const two = ['master2', 'master3'].reduce(withoutAnswer, leaderless(whole, 'master1'));
  const status = statusOf({
    ...two,
    cluster: { ...two.cluster, nodes: { known: false, why: 'no apiserver answers' } },
  });

  test('counts every master that may hold a voter, and names the first one to power on', () => {
    expect(status.quorum).toEqual({
      ...{ kind: 'lost', voters: 3, quorum: 2, counted: 'assumed' },
      ...{ up: ['master1'], down: ['master2', 'master3'], powerOnFirst: ['master2'] },
    });
  });

  test('is one problem that says what it means, what to do first and what never to do', () => {
    expect(status.health).toBe('down');
    expect(codes(status)).toEqual(['quorum-lost']);
    const [problem] = status.problems;
    expect(problem?.means).toContain('the API is down');
    expect(problem?.remedies[0]).toBe(
      'power on master2 first, with the disk that it had: then 2 of 3 voters run',
    );
    expect(problem?.remedies[1]).toContain('change nothing about the membership');
    expect(problem?.remedies.join()).not.toContain('the run goes on');
  });

  test('counts voters by the list where etcd tells one, those first that have run before', () => {
    const never = { ...memberOf(spec, 'master2'), name: '' };
    const members = [memberOf(spec, 'master1'), never, memberOf(spec, 'master3')];
    const listed = withHost(two, 'master1', {
      etcd: { members: known(members), healthy: 'no', memberId: 'id0', alarms: known([]) },
    });
    expect(statusOf(listed).quorum).toMatchObject({ counted: 'listed', powerOnFirst: ['master3'] });
  });

  test('is not claimed when a read went through one member, whatever else cannot be seen', () => {
    const cutOff = ['master2', 'master3'].reduce(withoutAnswer, whole);
    const { quorum } = statusOf(cutOff);
    expect(quorum).toMatchObject({ kind: 'held', up: ['master1'], tolerates: 0 });
  });
});

describe('where there is no cluster', () => {
  test('says so, and that nothing is wrong with it', () => {
    const status = statusOf(fitObservation(spec, NOW_MS));
    expect(status).toMatchObject({ health: 'none', origin: 'none', quorum: { kind: 'none' } });
    expect(codes(status)).toEqual(['no-cluster']);
  });

  test('does not say so while a master cannot be seen', () => {
    const status = statusOf(withoutAnswer(fitObservation(spec, NOW_MS), 'master2'));
    expect(status).toMatchObject({ health: 'down', origin: 'unknown' });
    expect(codes(status)).toEqual(['may-hold-a-cluster']);
  });

  test('tells an init that is under way from one that was interrupted', () => {
    const busy = withHost(fitObservation(spec, NOW_MS), 'master1', { kubeadmRunning: 'yes' });
    const status = statusOf(busy);
    expect(status.origin).toBe('partial');
    expect(status.problems[0]?.summary).toContain('a kubeadm is at work on master1');
  });

  test('tells two clusters apart from one', () => {
    const status = statusOf(withHost(whole, 'master3', { caFingerprint: 'BB' }));
    expect(status.origin).toBe('foreign');
    expect(codes(status)).toEqual(['two-clusters']);
  });
});

describe('problems', () => {
  test('come with what must be done now before what can wait', () => {
    const soon = { name: 'apiserver', authority: false, expiresAtMs: NOW_MS + DAY_MS };
    const expiring = withHost(whole, 'master1', { certificates: known([soon]) });
    expect(codes(statusOf(expiring))).toEqual(['certificate-expiring']);
    expect(statusOf(expiring).health).toBe('healthy');
    const both = withoutAnswer(expiring, 'node1');
    expect(codes(statusOf(both))).toEqual(['host-unreachable', 'certificate-expiring']);
    expect(statusOf(both).health).toBe('degraded');
  });

  test('name a stray member and an alarm of etcd', () => {
    const stray = {
      ...memberOf(spec, 'master1'),
      id: 'ff',
      name: 'old',
      peerUrls: ['https://10.9.9.9:2380'],
    };
    const members = ['master1', 'master2', 'master3'].map((name) => memberOf(spec, name));
    const seen = withMembers(whole, [...members, stray]);
    const etcd = seen.hosts['master1']?.etcd;
    if (etcd === undefined) throw new Error('no etcd');
    const status = statusOf(withHost(seen, 'master1', { etcd: { ...etcd, alarms: known(['NOSPACE']) } }));
    expect(codes(status)).toEqual(['etcd-alarm', 'stray-member']);
    expect(status.problems[1]?.summary).toContain('old at https://10.9.9.9:2380');
    expect(status.quorum).toMatchObject({ voters: 4, quorum: 3, tolerates: 0 });
  });

  test('say from which sides the endpoint leads nowhere', () => {
    const cut = withHost(whole, 'master2', { apiReadyViaEndpoint: 'no' });
    const status = statusOf(cut);
    expect(status.endpoint.leads).toBe('no');
    expect(status.problems.map(({ summary }) => summary)).toContain(
      '192.168.56.4:6443 through nginx on proxy leads to no master from master2',
    );
  });

  test('blame the one clock that is wrong, not all others', () => {
    const status = statusOf(withHost(whole, 'master2', { clockOffsetMs: 10_800_000 }));
    const clocks = status.problems.filter(({ code }) => code === 'clock-off');
    expect(clocks.map(({ summary }) => summary)).toEqual(['the clock of master2 is 3h ahead, limit 30s']);
  });

  test('count a Node that is not Ready, unless no CNI was asked for', () => {
    const nodes = whole.cluster.nodes.known ? whole.cluster.nodes.value : [];
    const unready = nodes.map((node) =>
      node.name === 'node2' ? { ...node, ready: 'no' as const, reason: 'KubeletNotReady' } : node,
    );
    const seen = withNodes(whole, unready);
    expect(codes(statusOf(seen))).toEqual(['node-not-ready']);
    expect(clusterStatus({ ...spec, cni: { kind: 'none' } }, seen, NOW_MS).problems).toEqual([]);
  });

  test('tell a master that never joined from one that is half-way', () => {
    const two = servingObservation(spec, { joined: ['master1', 'master2'], workers: ['node1', 'node2'] });
    expect(codes(statusOf(two))).toEqual(['not-joined']);
    const half = withHost(two, 'master3', { files: ['/etc/kubernetes/pki/ca.crt'], caFingerprint: 'AA' });
    expect(codes(statusOf(half))).toEqual(['half-joined']);
  });

  test('tell what stands on a host whose apiserver has not come up, and what to look at', () => {
    const seen = withHost(whole, 'master3', { apiReady: 'no' });
    const unsettled = statusOf(seen).problems.find(({ summary }) =>
      summary.startsWith('the apiserver of master3 is not ready'),
    );
    expect(unsettled?.evidence).toEqual([
      expect.stringMatching(
        /^master3: the kubelet is healthy; etcd member .+ is healthy; the apiserver is not ready;/,
      ),
    ]);
    expect(unsettled?.remedies.at(-1)).toBe('then look at master3: crictl ps -a --name kube-apiserver');
  });

  test('whose etcd runs and is in no list is told at once, and not to be reset', () => {
    const seen = servingObservation(spec, { joined: ['master1', 'master2'], workers: ['node1', 'node2'] });
    const why = 'context deadline exceeded';
    const unlisted = withHost(seen, 'master3', {
      files: ['/etc/kubernetes/manifests/etcd.yaml', '/var/lib/etcd/member/snap/db'],
      etcd: {
        members: { known: false, why },
        healthy: 'no',
        memberId: 'c3',
        alarms: { known: false, why },
      },
    });
    const [first] = statusOf(unlisted).problems;
    expect(first).toMatchObject({ code: 'member-not-listed' });
    expect(first?.remedies[0]).toContain('do not reset master3 yet');
  });

  test('and hosts that wait for that etcd are not told beside it', () => {
    const seen = servingObservation(spec, {
      joined: ['master1', 'master2', 'master3'],
      workers: ['node1', 'node2'],
    });
    const anew = withNodes(withMembers(seen, [memberOf(spec, 'master1')]), []);
    const told = statusOf(anew).problems.filter(({ urgency }) => urgency === 'now');
    expect(told.map(({ summary }) => summary)).toEqual([
      'etcd runs on master2, and the etcd that answers does not know it',
      'etcd runs on master3, and the etcd that answers does not know it',
      'Node of master1 has not registered',
    ]);
  });

  test('name a master whose certificates could not be read: that of the others tells nothing about them', () => {
    const files = [...(whole.hosts['master2']?.files ?? []), '/etc/kubernetes/pki/apiserver.crt'];
    const status = statusOf(withHost(whole, 'master2', { files, certificates: unknown('exit 1') }));
    expect(status.health).toBe('degraded');
    expect(status.problems).toMatchObject([
      {
        code: 'host-not-observable',
        urgency: 'now',
        summary: 'the certificates of master2 could not be read: when they expire is not known',
        evidence: ['master2: exit 1'],
      },
    ]);
  });

  test('say that tokens could not be read, instead of that none is left', () => {
    const unread = { ...whole, cluster: { ...whole.cluster, tokens: unknown('exit 1') } };
    expect(statusOf(unread).problems).toMatchObject([
      { code: 'host-not-observable', urgency: 'soon', evidence: ['exit 1'] },
    ]);
  });

  test('list own credentials that are left, not those that the spec keeps', () => {
    const token = {
      id: 'abcdef',
      description: 'quorate bootstrap token of cluster test',
      expiresAtMs: NOW_MS + 3_600_000,
      usages: [],
    };
    const left = { ...whole, cluster: { ...whole.cluster, tokens: known([token]) } };
    expect(codes(statusOf(left))).toEqual(['credential-left']);
    expect(statusOf(left).health).toBe('healthy');
    const keeping = { ...spec, credentials: { ...spec.credentials, keep: true } };
    expect(clusterStatus(keeping, left, NOW_MS).problems).toEqual([]);
  });
});

test('certificates come soonest first, those of kubelets among them, with whole days left', () => {
  const kubelet = { name: 'kubelet-client', authority: false, expiresAtMs: NOW_MS + 1.5 * DAY_MS };
  const gone = { name: 'admin.conf', authority: false, expiresAtMs: NOW_MS - 1 };
  const status = statusOf(
    withHost(withHost(whole, 'node1', { certificates: known([kubelet]) }), 'master2', {
      certificates: known([gone]),
    }),
  );
  expect(status.certificates.slice(0, 2)).toMatchObject([
    { host: 'master2', name: 'admin.conf', state: 'expired', daysLeft: -1 },
    { host: 'node1', name: 'kubelet-client', state: 'expiring', daysLeft: 1 },
  ]);
  expect(codes(status)).toEqual(['certificate-expired', 'certificate-expiring']);
});

test('a certificate whose time has not come is told with what to do, and with the clocks that are off', () => {
  const early = {
    name: 'apiserver',
    authority: false,
    validFromMs: NOW_MS + 3_600_000,
    expiresAtMs: NOW_MS + 300 * DAY_MS,
  };
  const status = statusOf(withHost(whole, 'master2', { certificates: known([early]) }));
  expect(status.certificates).toContainEqual(
    expect.objectContaining({ host: 'master2', name: 'apiserver', state: 'premature' }),
  );
  expect(status.problems).toMatchObject([
    { code: 'certificate-not-yet-valid', summary: 'apiserver on master2 not valid for another 1h 0m' },
  ]);
  expect(status.problems[0]?.remedies[0]).toContain('kubeadm certs renew all');
});

test('uploaded certificates of which nothing shows that a run uploaded them are told, and left alone', () => {
  const proxy = {
    id: 'proxy0',
    description: 'Proxy for managing TTL for the kubeadm-certs secret',
    expiresAtMs: NOW_MS + 3_600_000,
    usages: [],
  };
  const uploadedCertificates = known({ ownerTokenId: 'proxy0', emptyEntries: [] });
  const seen = { ...whole, cluster: { ...whole.cluster, tokens: known([proxy]), uploadedCertificates } };
  const status = statusOf(seen);
  expect(status.health).toBe('healthy');
  expect(status.credentials.tokens).toMatchObject({ known: true, value: [{ id: 'proxy0', own: false }] });
  expect(status.problems).toMatchObject([{ code: 'credential-left', urgency: 'soon' }]);
  expect(status.problems[0]?.remedies[0]).toContain('quorate apply leaves them alone');
});

test('uploaded certificates whose token is gone are about to go', () => {
  const uploaded = { ownerTokenId: 'gone00', emptyEntries: [] };
  const seen = { ...whole, cluster: { ...whole.cluster, uploadedCertificates: known(uploaded) } };
  expect(statusOf(seen).credentials.certificateKey).toEqual({
    known: true,
    value: { leftMs: 0, missing: [] },
  });
});
