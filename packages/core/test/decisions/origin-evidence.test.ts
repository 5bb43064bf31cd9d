import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/index.js';
import { known, unknown } from '../../src/index.js';
import { clusterAuthority } from '../../src/decisions/cluster-authority.js';
import { capacity, without, withHost as changed } from './defects.js';
import { blockOf, empty, NAMES, one, origin, spec, three } from './origins.js';
import { memberOf, runningObservation, withHost, withMembers, withoutAnswer } from './running-cluster.js';

describe('a master that was not looked at', () => {
  it.each([
    ['is off', withoutAnswer(empty, 'master3'), 'no route to host', 'make master3 reachable'],
    ['was never asked', without(empty, 'master3'), 'no answer', 'make master3 reachable'],
    [
      'is off now, whatever was seen of it before',
      withHost(empty, 'master3', { reachable: 'no' }),
      'no answer',
      'make master3 reachable',
    ],
    [
      'does not let its disk be read',
      withHost(empty, 'master3', { files: undefined }),
      'its files could not be read',
      'look why master3 answers, but not everything that it is asked',
    ],
    [
      'does not tell its processes',
      withHost(empty, 'master3', { kubeadmRunning: 'unknown' }),
      'whether a kubeadm runs could not be read',
      'look why master3 answers, but not everything that it is asked',
    ],
    [
      'does not tell its processes, nor its capacity',
      withHost(empty, 'master3', { kubeadmRunning: 'unknown', capacity: undefined }),
      'whether a kubeadm runs could not be read',
      'look why master3 answers, but not everything that it is asked',
    ],
    [
      'does not tell its processes, nor its programs',
      withHost(empty, 'master3', {
        kubeadmRunning: 'unknown',
        capacity: { listeners: { kind: 'told', value: [] } },
      }),
      'whether a kubeadm runs could not be read',
      'look why master3 answers, but not everything that it is asked',
    ],
    [
      'does not tell its processes, and of its programs only that they were not heard of',
      changed(
        withHost(empty, 'master3', { kubeadmRunning: 'unknown' }),
        'master3',
        capacity({ missingPrograms: { kind: 'not-heard', why: 'connection-lost' } }),
      ),
      'whether a kubeadm runs could not be read',
      'look why master3 answers, but not everything that it is asked',
    ],
    [
      'has no pgrep',
      changed(
        withHost(empty, 'master3', { kubeadmRunning: 'unknown' }),
        'master3',
        capacity({ missingPrograms: { kind: 'told', value: ['pgrep'] } }),
      ),
      'pgrep is not installed, so whether a kubeadm runs cannot be told',
      'install pgrep on master3 (Debian: procps)',
    ],
  ])('%s: the evidence says why, and what a person can do', (_, observation, why, remedy) => {
    const block = blockOf(observation);
    expect(block.code).toBe('may-hold-a-cluster');
    expect(block.summary).toBe(
      'master3 cannot be observed and may hold the cluster: initialising elsewhere would make two',
    );
    expect(block.evidence[0]?.evidence).toBe(`not observed: master3 (${why})`);
    expect(block.remedies).toEqual([
      `${remedy}; the run goes on by itself`,
      'if the cluster is certainly new, say so: spec.assumeNew: true',
    ]);
  });

  it('is named with each other one', () => {
    const two = ['master2', 'master3'].reduce(withoutAnswer, empty);
    expect(blockOf(two).summary).toMatch(/^master2, master3 cannot be observed/);
    expect(blockOf(two).evidence[0]?.evidence).toBe(
      'not observed: master2 (no route to host), master3 (no route to host)',
    );
  });

  it('is told from one that was, also where the spec vouches for a new cluster', () => {
    const evidenceOf = (observation: Observation, assumeNew: boolean) => {
      const from = origin(observation, assumeNew);
      return from.kind === 'fresh' ? from.evidence[0]?.evidence : from.kind;
    };
    expect(evidenceOf(empty, false)).toBe('looked at master1, master2, master3');
    expect(evidenceOf(empty, true)).toBe('looked at master1, master2, master3');
    expect(evidenceOf(withoutAnswer(empty, 'master3'), true)).toBe(
      'not observed: master3 (no route to host) (the spec says the cluster is new)',
    );
  });
});

describe('a master that held a cluster when it was last read', () => {
  const away = {
    reachable: 'no',
    detail: 'no route to host',
    files: undefined,
    caFingerprint: 'AA',
  } as const;
  const held = withHost(withoutAnswer(empty, 'master3'), 'master3', away);

  it('is not vouched for by a spec that calls the cluster new', () => {
    for (const assumeNew of [true, false]) {
      const from = origin(held, assumeNew);
      expect(from).toMatchObject({ kind: 'blocked', block: { code: 'may-hold-a-cluster' } });
      const block = from.kind === 'blocked' ? from.block : undefined;
      expect(block?.evidence[0]).toMatchObject({
        holds: 'no',
        evidence: 'not observed: master3 (no route to host; it held a cluster when it was last read)',
      });
      expect(block?.remedies.join()).not.toContain('assumeNew');
    }
  });
});

describe('an interrupted init', () => {
  it('whose kubeadm still runs lacks its end', () => {
    expect(origin(withHost(empty, 'master2', { kubeadmRunning: 'yes' }))).toMatchObject({
      missing: ['the end of a running kubeadm'],
    });
  });

  it('is not that of another host: its own Node is what counts', () => {
    const labelled = {
      name: 'master2',
      ready: 'yes',
      labels: ['node-role.kubernetes.io/control-plane'],
      taints: [],
    } as const;
    const foreign = { ...one, cluster: { ...one.cluster, nodes: known([labelled]) } };
    expect(origin(foreign)).toMatchObject({ kind: 'interrupted', missing: ['the control-plane label'] });
  });

  it('is judged by what was asked: what nobody read is not missing', () => {
    const { recorded: _recorded, addons: _addons, ...cluster } = one.cluster;
    expect(origin({ ...one, cluster })).toEqual({ kind: 'established' });
  });

  it('is none where two masters hold a control plane, though one member is listed', () => {
    const two = runningObservation(spec, { joined: ['master1', 'master2'] });
    const listed = withMembers(two, [memberOf(spec, 'master1')]);
    expect(origin(withHost(listed, 'master1', { kubeadmRunning: 'yes' }))).toEqual({ kind: 'established' });
  });
});

describe('an established cluster', () => {
  it('is one of which any apiserver answers', () => {
    expect(origin(withHost(three, 'master2', { apiReady: 'no' }))).toEqual({ kind: 'established' });
  });
});

describe('what stands in the way of a run', () => {
  it('that found another cluster is told with what to put right', () => {
    const recorded = known({ endpoint: '10.9.9.9:6443', kubernetesVersion: 'v1.26.0' });
    const block = blockOf({ ...three, cluster: { ...three.cluster, recorded } });
    expect(block.remedies).toEqual([
      'check that the spec and the hosts belong together',
      'correct spec.controlPlaneEndpoint',
    ]);
  });

  it('that found two clusters is told with their masters, and left to a person', () => {
    const block = blockOf(withHost(three, 'master2', { caFingerprint: 'BB' }));
    expect(block.summary).toBe('master1 and master2 and master3 hold different clusters');
    expect(block.remedies).toEqual([
      'decide which cluster is to live; reset the other hosts yourself, with kubeadm reset',
    ]);
  });

  it('that has no quorum is told with each master that does not answer, and why', () => {
    const quiet = withHost(three, 'master1', { apiReady: 'no' });
    const lost = without(withoutAnswer(quiet, 'master2'), 'master3');
    expect(
      blockOf(lost)
        .evidence.slice(1)
        .map(({ evidence }) => evidence),
    ).toEqual(['master2: no route to host', 'master3: no answer']);
  });

  it('that has an API which does not answer is told with the masters that hold it', () => {
    const silent = withHost(three, 'master1', { apiReady: 'no' });
    const few = ['master2', 'master3'].reduce(
      (next, name) => withHost(next, name, { files: [], apiReady: undefined, etcd: undefined }),
      withMembers(silent, [memberOf(spec, 'master1')]),
    );
    const two = withHost(few, 'master2', { files: ['/etc/kubernetes/manifests/etcd.yaml'] });
    const block = blockOf(two);
    expect(block.code).toBe('api-not-answering');
    expect(block.summary).toBe('a cluster is there (master1, master2) but its API does not answer');
    expect(block.evidence.map(({ evidence }) => evidence)).toEqual(['master1: no, master2: unknown']);
    expect(block.remedies).toEqual(['look at kubelet and the static pods of master1']);
  });

  it('whose API could not even be asked is told that, and what is missing', () => {
    const block = blockOf(
      NAMES.reduce(
        (next, name) =>
          withHost(next, name, { apiReady: undefined, files: ['/etc/kubernetes/manifests/etcd.yaml'] }),
        three,
      ),
    );
    expect(block.code).toBe('host-not-observable');
    expect(block.evidence).toEqual([
      {
        id: 'api-on-serving-masters',
        holds: 'unknown',
        evidence: 'master1: /etc/kubernetes/admin.conf is not there',
      },
    ]);
  });

  it('whose etcd has no leader is told by the masters that say so', () => {
    const etcd = { members: unknown(''), healthy: 'no', memberId: 'id0', alarms: unknown('') } as const;
    const block = blockOf(without(withHost(one, 'master1', { apiReady: 'no', etcd }), 'master3'));
    expect(block.summary).toBe(
      'etcd has no quorum: master1 runs without a leader, and without quorum etcd does not tell its members',
    );
  });
});

describe('the authority of a cluster', () => {
  it('is that of a master which was looked at', () => {
    expect(clusterAuthority(spec, without(three, 'master1'))).toBe('AA');
  });
});
