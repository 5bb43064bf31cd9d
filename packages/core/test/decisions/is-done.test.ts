import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/index.js';
import { known, unknown } from '../../src/index.js';
import { isDone } from '../../src/decisions/is-done.js';
import { refusals } from '../../src/decisions/verdict.js';
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

const spec = specOf(3, 1);
const NAMES = ['master1', 'master2', 'master3'];
const complete = runningObservation(spec, { joined: NAMES, workers: ['node1'] });
const nodes = complete.cluster.nodes.known ? complete.cluster.nodes.value : [];

function lacks(observation: Observation, change: Partial<typeof spec> = {}): readonly (readonly string[])[] {
  return refusals(isDone({ ...spec, ...change }, observation, NOW_MS)).map(({ id, holds }) => [id, holds]);
}

describe('a cluster is done', () => {
  it('when every master is a healthy voter that serves, and every Node is there and Ready', () => {
    expect(lacks(complete)).toEqual([]);
  });

  it('but not while a master is no healthy voter, whatever files it has', () => {
    const etcd = { members: unknown('no answer'), healthy: 'no', alarms: unknown('') } as const;
    expect(lacks(withHost(complete, 'master3', { etcd }))).toEqual([['one-voter-per-master', 'no']]);
    const two = NAMES.slice(0, 2).map((name) => memberOf(spec, name));
    expect(lacks(withMembers(withHost(complete, 'master3', { etcd: undefined }), two))).toEqual([
      ['one-voter-per-master', 'no'],
    ]);
  });

  for (const [what, stray] of [
    ['a stranger', { ...memberOf(spec, 'master1'), id: 'id9', peerUrls: ['https://10.0.0.9:2380'] }],
    ['a learner', { ...memberOf(spec, 'master3'), id: 'id9', learner: true }],
    ['a member that has not started', { ...memberOf(spec, 'master3'), id: 'id9', name: '' }],
  ] as const) {
    it(`but not while ${what} is in the list`, () => {
      const members = [...NAMES.map((name) => memberOf(spec, name)), stray];
      expect(lacks(withMembers(complete, members))).toEqual([['no-stray-member', 'no']]);
    });
  }

  it('but not while etcd runs on a master as a member that no list has', () => {
    const two = NAMES.slice(0, 2).map((name) => memberOf(spec, name));
    expect(lacks(withMembers(complete, two))).toEqual([
      ['member-lists-agree', 'no'],
      ['one-voter-per-master', 'no'],
    ]);
  });

  it('but not while the lists differ', () => {
    const etcd = { members: known([memberOf(spec, 'master1')]), healthy: 'yes', alarms: known([]) } as const;
    expect(lacks(withHost(complete, 'master2', { etcd }))).toEqual([['member-lists-agree', 'no']]);
  });

  it('but not while one apiserver does not serve, by itself or through the endpoint', () => {
    expect(lacks(withHost(complete, 'master2', { apiReady: 'no' }))).toEqual([
      ['api-on-serving-masters', 'no'],
    ]);
    expect(lacks(withHost(complete, 'master2', { apiReadyViaEndpoint: 'no' }))).toEqual([
      ['api-through-endpoint', 'no'],
    ]);
    expect(lacks(withoutAnswer(complete, 'master2'))).toContainEqual(['api-on-serving-masters', 'no']);
  });

  it('but not while a Node is absent, not Ready or without the label of a master', () => {
    const without = (name: string) => nodes.filter((node) => node.name !== name);
    const node = { name: 'master2', ready: 'yes', labels: [], taints: [] } as const;
    expect(lacks(withNodes(complete, without('node1')))).toEqual([
      ['every-node-present', 'no'],
      ['every-node-ready', 'no'],
    ]);
    expect(lacks(withNodes(complete, [...without('master2'), node]))).toEqual([
      ['control-plane-labelled', 'no'],
    ]);
    const unready = { ...node, labels: ['node-role.kubernetes.io/master'], ready: 'no' } as const;
    expect(lacks(withNodes(complete, [...without('master2'), unready]))).toEqual([
      ['every-node-ready', 'no'],
    ]);
  });

  it('with Nodes that are not Ready where no CNI is given, which is said', () => {
    const unready = withNodes(
      complete,
      nodes.map((node) => ({ ...node, ready: 'no' })),
    );
    expect(lacks(unready, { cni: { kind: 'none' } })).toEqual([]);
    expect(lacks(unready)).toEqual([['every-node-ready', 'no']]);
  });

  it('but not when nothing is known', () => {
    expect(lacks(runningObservation(spec, { joined: [] }))).toMatchObject([
      ['member-lists-agree', 'unknown'],
      ['one-voter-per-master', 'unknown'],
      ['no-stray-member', 'unknown'],
      ['api-through-endpoint', 'no'],
      ['api-on-serving-masters', 'no'],
      ['every-node-present', 'no'],
      ['every-node-ready', 'no'],
      ['every-kubelet-healthy', 'no'],
      ['certificates-valid', 'unknown'],
    ]);
    const cluster = { ...complete.cluster, nodes: unknown('no answer') };
    expect(lacks({ ...complete, cluster })).toEqual([['every-node-present', 'unknown']]);
  });

  it('but not while a kubelet is dead: its Node is Ready for a while, and need not be without a CNI', () => {
    const dead = withHost(complete, 'master3', { kubelet: { active: 'no', healthy: 'no' } });
    expect(lacks(dead)).toEqual([['every-kubelet-healthy', 'no']]);
    const unread = withHost(complete, 'master3', { kubelet: undefined });
    expect(lacks(unread)).toEqual([['every-kubelet-healthy', 'unknown']]);
  });

  it('but not with a certificate that has expired', () => {
    const certificates = known([{ name: 'apiserver', authority: false, expiresAtMs: NOW_MS }]);
    expect(lacks(withHost(complete, 'master3', { certificates }))).toEqual([['certificates-valid', 'no']]);
  });
});
