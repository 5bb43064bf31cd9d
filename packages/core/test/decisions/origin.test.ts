import { describe, expect, it } from 'vitest';
import type { HostObservation, Observation } from '../../src/index.js';
import { known, unknown } from '../../src/index.js';
import { clusterAuthority } from '../../src/decisions/cluster-authority.js';
import { KUBELET_CONF } from '../../src/decisions/kubernetes-files.js';
import { blockOf, empty, NAMES, one, origin, spec, three } from './origins.js';
import { originOf } from '../../src/decisions/origin.js';
import { specOf } from '../protocol/spec-of.js';
import {
  memberOf,
  NOW_MS,
  runningObservation,
  withHost,
  withMembers,
  withNodes,
  withoutAnswer,
} from './running-cluster.js';

describe('a run starts from', () => {
  it('fresh hosts when every master was looked at and none holds a cluster', () => {
    const from = origin(empty);
    expect(from.kind).toBe('fresh');
    expect(from.kind === 'fresh' && from.evidence.map(({ id, holds }) => [id, holds])).toEqual([
      ['every-master-observed', 'yes'],
      ['no-cluster-anywhere', 'yes'],
    ]);
  });

  for (const [what, observation] of [
    ['off', withoutAnswer(empty, 'master3')],
    ['up, but its disk could not be read', withHost(empty, 'master3', { files: undefined })],
    ['up, but its processes could not be read', withHost(empty, 'master3', { kubeadmRunning: 'unknown' })],
  ] as const) {
    it(`nothing while one master is ${what}: it may hold the cluster; unless the spec says that it is new`, () => {
      const block = blockOf(observation);
      expect(block).toMatchObject({ code: 'may-hold-a-cluster' });
      expect(block.evidence.map(({ id, holds }) => [id, holds])).toEqual([
        ['every-master-observed', 'no'],
        ['no-cluster-anywhere', 'yes'],
      ]);
      const vouched = origin(observation, true);
      expect(vouched.kind === 'fresh' && vouched.evidence.every(({ holds }) => holds === 'yes')).toBe(true);
    });
  }

  it('an established cluster, also while one of three is off', () => {
    expect(origin(three)).toEqual({ kind: 'established' });
    expect(origin(withoutAnswer(three, 'master3'))).toEqual({ kind: 'established' });
    expect(origin(one)).toEqual({ kind: 'established' });
  });

  it('an interrupted init while a kubeadm runs on a master that holds nothing yet', () => {
    expect(origin(withHost(empty, 'master2', { kubeadmRunning: 'yes' }))).toMatchObject({
      kind: 'interrupted',
      host: 'master2',
      apiReady: false,
      running: true,
    });
  });

  it('an interrupted init while its only master still runs kubeadm, or may with something missing', () => {
    const atWork = { kind: 'interrupted', host: 'master1', apiReady: true, running: true };
    expect(origin(withHost(one, 'master1', { kubeadmRunning: 'yes' }))).toEqual({ ...atWork, missing: [] });
    const addons = known({ kubeProxy: true, coreDns: false });
    const lacking = { ...one, cluster: { ...one.cluster, addons } };
    expect(origin(withHost(lacking, 'master1', { kubeadmRunning: 'unknown' }))).toEqual({
      ...atWork,
      missing: ['CoreDNS'],
    });
  });

  it('an interrupted init by what is missing of it, in the order of its phases', () => {
    const { cluster } = one;
    const lacking = (change: Partial<Observation['cluster']>) => {
      const from = origin({ ...one, cluster: { ...cluster, ...change } });
      return from.kind === 'interrupted' ? from.missing : from.kind;
    };
    expect(lacking({ recorded: known({}) })).toEqual(['the recorded configuration']);
    expect(lacking({ nodes: known([]) })).toEqual(['the control-plane label']);
    const bare = { name: 'master1', ready: 'yes', labels: [], taints: [] } as const;
    expect(lacking({ nodes: known([bare]) })).toEqual(['the control-plane label']);
    expect(lacking({ addons: known({ kubeProxy: false, coreDns: true }) })).toEqual(['kube-proxy']);
    expect(lacking({ addons: known({ kubeProxy: true, coreDns: false }) })).toEqual(['CoreDNS']);
    expect(lacking({ recorded: unknown(''), addons: unknown('') })).toBe('established');
  });

  it('an interrupted init when its apiserver does not answer', () => {
    expect(origin(withHost(one, 'master1', { apiReady: 'no' }))).toMatchObject({
      kind: 'interrupted',
      apiReady: false,
      running: false,
      missing: ['an API that answers'],
    });
  });

  it('no interrupted init while others may have joined what is silent: it may be all that is left of a cluster', () => {
    const silent = withHost(one, 'master1', { apiReady: 'no', etcd: undefined });
    expect(origin(silent).kind).toBe('interrupted');
    for (const unseen of [
      withoutAnswer(silent, 'master3'),
      withHost(silent, 'master3', { files: undefined }),
      withHost(withoutAnswer(silent, 'master3'), 'master1', { kubeadmRunning: 'unknown' }),
    ]) {
      const block = blockOf(unseen);
      expect(block.code).toBe('api-not-answering');
      expect(block.remedies.join()).not.toContain('reset');
    }
    expect(blockOf(withoutAnswer(silent, 'master3')).remedies[0]).toContain(
      'bring master3 back, with its disk',
    );
    expect(origin(withoutAnswer(silent, 'master3'), true).kind).toBe('interrupted');
    const atWork = withHost(withoutAnswer(silent, 'master3'), 'master1', { kubeadmRunning: 'yes' });
    expect(origin(atWork)).toMatchObject({ kind: 'interrupted', running: true });
  });

  it('no interrupted init when a host has joined what is silent', () => {
    const silent = withHost(one, 'master1', { apiReady: 'no', etcd: undefined });
    const joined = (caFingerprint: string | undefined) =>
      withHost(silent, 'master2', { files: [KUBELET_CONF], caFingerprint });
    expect(blockOf(joined('AA')).code).toBe('api-not-answering');
    expect(blockOf(joined(undefined)).code).toBe('api-not-answering');
    // Its join was answered: that the TLS bootstrap did not end makes no init of the cluster.
    const begun = { active: 'yes', healthy: 'yes', hasCertificate: 'no' } as const;
    expect(blockOf(withHost(joined('AA'), 'master2', { kubelet: begun })).code).toBe('api-not-answering');
    expect(origin(joined('BB')).kind).toBe('interrupted');
    expect(origin(joined('none')).kind).toBe('interrupted');
  });

  it('no interrupted init once a second member is listed: that is a cluster in trouble', () => {
    const members = NAMES.slice(0, 2).map((name) => memberOf(spec, name));
    const lost = withHost(withMembers(one, members), 'master1', { apiReady: 'no' });
    expect(blockOf(lost).code).toBe('quorum-lost');
  });
});

describe('a run is blocked', () => {
  const spec2 = specOf(3, 2);
  const bare = runningObservation(spec2, { joined: [] });
  const cluster = runningObservation(spec2, { joined: ['master1'], workers: ['node1'] });
  const fromTwo = (observation: Observation) => {
    const from = originOf(spec2, observation);
    return from.kind === 'blocked' ? from.block : from.kind;
  };

  it('by a control plane on what the specification calls a worker: an init would make a second cluster', () => {
    const files = ['/etc/kubernetes/manifests/etcd.yaml'];
    expect(fromTwo(withHost(bare, 'node2', { files, caFingerprint: 'BB' }))).toMatchObject({
      code: 'host-unfit',
      summary: 'node2 is a worker in the specification, and holds a control plane',
    });
  });

  it('by a worker that belongs to a cluster which no master holds', () => {
    const joined = { files: [KUBELET_CONF], caFingerprint: 'BB' };
    expect(fromTwo(withHost(bare, 'node1', joined))).toMatchObject({
      code: 'host-of-another-cluster',
      summary: 'node1 belongs to a cluster, and no master of the specification holds it',
    });
    // It went away since; what it was is not forgotten.
    const away = { reachable: 'no', files: undefined, caFingerprint: 'BB' } as const;
    expect(fromTwo(withHost(bare, 'node1', away))).toMatchObject({ code: 'host-of-another-cluster' });
    expect(fromTwo(withHost(bare, 'node1', { files: [], caFingerprint: 'none' }))).toBe('fresh');
  });

  it('by an etcd that began anew under hosts that had joined: nothing is written into it', () => {
    const emptied = { ...cluster, cluster: { ...cluster.cluster, recorded: known({}) } };
    expect(fromTwo(cluster)).toBe('established');
    expect(fromTwo(emptied)).toMatchObject({ code: 'data-lost' });
    expect(fromTwo(withHost(emptied, 'node1', { caFingerprint: 'BB' }))).toBe('interrupted');
    expect(fromTwo(withHost(emptied, 'node1', { files: [], caFingerprint: 'none' }))).toBe('interrupted');
  });

  it('by two clusters', () => {
    const block = blockOf(withHost(three, 'master2', { caFingerprint: 'BB' }));
    expect(block.code).toBe('two-clusters');
    expect(block.evidence.map(({ evidence }) => evidence)).toEqual([
      'master1: CA AA',
      'master2: CA BB',
      'master3: CA AA',
    ]);
  });

  it('by two clusters also while the master of one of them is away', () => {
    const awayWith = (caFingerprint: string): Observation => {
      const unread: HostObservation = {
        host: 'master2',
        atMs: NOW_MS,
        reachable: 'no',
        kubeadmRunning: 'unknown',
        caFingerprint,
      };
      return { ...three, hosts: { ...three.hosts, master2: unread } };
    };
    const away = awayWith('BB');
    expect(blockOf(away).code).toBe('two-clusters');
    expect(blockOf(away).evidence.map(({ evidence }) => evidence)).toEqual([
      'master1: CA AA',
      'master2: CA BB, when it was last read',
      'master3: CA AA',
    ]);
    expect(origin(awayWith('none')).kind).toBe('established');
  });

  it('by no second cluster where a CA is absent or could not be read', () => {
    for (const caFingerprint of ['none', undefined])
      expect(origin(withHost(three, 'master2', { caFingerprint })).kind).toBe('established');
  });

  it('by a cluster with another endpoint', () => {
    const recorded = known({ endpoint: '10.9.9.9:6443', kubernetesVersion: 'v1.26.0' });
    const block = blockOf({ ...three, cluster: { ...three.cluster, recorded } });
    expect(block).toMatchObject({ code: 'another-cluster', evidence: [{ id: 'same-cluster', holds: 'no' }] });
  });

  it('by lost quorum, which names who is not healthy and who has to come back', () => {
    const lost = ['master2', 'master3'].reduce(withoutAnswer, withHost(three, 'master1', { apiReady: 'no' }));
    const block = blockOf(withNodes(lost, []));
    expect(block.code).toBe('quorum-lost');
    expect(block.summary).toBe(
      'etcd has no quorum: 1 of 3 voters healthy, quorum 2; not healthy: master2, master3',
    );
    expect(block.evidence.map(({ id }) => id)).toEqual([
      'every-voter-healthy',
      'host-reachable',
      'host-reachable',
    ]);
    expect(block.remedies[0]).toBe('bring master2 back, with its disk; the run goes on by itself');
  });

  it('by lost quorum also when etcd runs without a leader and tells no members', () => {
    const etcd = { members: unknown(''), healthy: 'no', memberId: 'id0', alarms: unknown('') } as const;
    const lost = withHost(one, 'master1', { apiReady: 'no', etcd });
    expect(blockOf(lost)).toMatchObject({ code: 'quorum-lost' });
    expect(blockOf(lost).summary).toContain('master1 runs without a leader');
    const beside = withHost(withHost(three, 'master1', { apiReady: 'no', etcd }), 'master2', {
      apiReady: 'no',
      etcd: undefined,
    });
    const both = withHost(beside, 'master3', { apiReady: 'no', etcd: undefined });
    expect(blockOf(both).summary).toContain('master1 runs without a leader');
  });

  it('by an API that does not answer although etcd has quorum', () => {
    const silent = NAMES.reduce((next, name) => withHost(next, name, { apiReady: 'no' }), three);
    expect(blockOf(silent)).toMatchObject({
      code: 'api-not-answering',
      evidence: [
        { id: 'api-on-serving-masters', holds: 'no', evidence: 'master1: no, master2: no, master3: no' },
      ],
    });
  });

  it('by Nodes that cannot be read', () => {
    const nodes = unknown('no answer');
    expect(blockOf({ ...three, cluster: { ...three.cluster, nodes } }).code).toBe('api-not-answering');
  });
});

describe('the authority of the cluster', () => {
  it('is that of the masters that serve', () => {
    expect(clusterAuthority(spec, three)).toBe('AA');
    expect(clusterAuthority(spec, empty)).toBeUndefined();
    const silent = withHost(one, 'master1', { apiReady: 'no' });
    expect(clusterAuthority(spec, silent)).toBeUndefined();
    expect(clusterAuthority(spec, withHost(three, 'master1', { caFingerprint: 'none' }))).toBe('AA');
    expect(clusterAuthority(spec, withHost(three, 'master1', { caFingerprint: undefined }))).toBe('AA');
  });
});
