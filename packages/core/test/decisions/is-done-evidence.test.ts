import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/index.js';
import { known, unknown } from '../../src/index.js';
import { isDone } from '../../src/decisions/is-done.js';
import { specOf } from '../protocol/spec-of.js';
import { memberOf, NOW_MS, runningObservation, withHost, withNodes } from './running-cluster.js';

const spec = specOf(3, 1);
const NAMES = ['master1', 'master2', 'master3'];
const complete = runningObservation(spec, { joined: NAMES, workers: ['node1'] });
const nodes = complete.cluster.nodes.known ? complete.cluster.nodes.value : [];

/** What is said to the check of that id, or nothing when there is no such check. */
function evidenceOf(observation: Observation, id: string): string | undefined {
  return isDone(spec, observation, NOW_MS).checks.find((one) => one.id === id)?.evidence;
}

const silent = { members: unknown('no answer'), healthy: 'no', alarms: unknown('') } as const;

describe('what is said about a cluster that is done, or not', () => {
  it('names the masters whose lists were read', () => {
    expect(evidenceOf(complete, 'member-lists-agree')).toBe(
      'member lists seen from master1, master2, master3',
    );
    const nobody = NAMES.reduce((seen, name) => withHost(seen, name, { etcd: silent }), complete);
    expect(evidenceOf(nobody, 'member-lists-agree')).toBe('member lists seen from nobody');
  });

  it('names the masters without a healthy voter', () => {
    const id = 'one-voter-per-master';
    expect(evidenceOf(complete, id)).toBe('3 healthy voters for 3 masters; lacking: none');
    expect(evidenceOf(withHost(complete, 'master3', { etcd: silent }), id)).toBe(
      '2 healthy voters for 3 masters; lacking: master3',
    );
  });

  it('names the members that belong to nobody', () => {
    const stray = {
      ...memberOf(spec, 'master1'),
      id: 'id9',
      name: 'old',
      peerUrls: ['https://10.0.0.9:2380'],
    };
    const members = known([...NAMES.map((name) => memberOf(spec, name)), stray]);
    const etcd = { members, healthy: 'yes', alarms: known([]) } as const;
    expect(evidenceOf(withHost(complete, 'master1', { etcd }), 'no-stray-member')).toBe('stray members: old');
    expect(evidenceOf(complete, 'no-stray-member')).toBe('stray members: none');
  });

  it('names each apiserver with what it answered', () => {
    const deaf = withHost(complete, 'master2', { apiReady: 'no' });
    expect(evidenceOf(deaf, 'api-on-serving-masters')).toBe(
      'apiservers master1: yes, master2: no, master3: yes',
    );
  });

  it('names the Nodes that are absent, not Ready or without their label', () => {
    expect(evidenceOf(complete, 'every-node-present')).toBe('absent Nodes: none');
    const few = withNodes(
      complete,
      nodes.filter(({ name }) => name !== 'node1' && name !== 'master3'),
    );
    expect(evidenceOf(few, 'every-node-present')).toBe('absent Nodes: master3, node1');
    expect(evidenceOf(few, 'every-node-ready')).toBe('not Ready: master3, node1');
    const silent = nodes.map((node) =>
      node.name === 'node1' ? { ...node, ready: 'unknown' as const, reason: 'NodeStatusUnknown' } : node,
    );
    expect(evidenceOf(withNodes(complete, silent), 'every-node-ready')).toBe(
      'not Ready: node1 (NodeStatusUnknown)',
    );
    const bare = nodes.map((node) => (node.name === 'master2' ? { ...node, labels: [] } : node));
    expect(evidenceOf(withNodes(complete, bare), 'control-plane-labelled')).toBe(
      'masters without label: master2',
    );
  });

  it('names a Node that has registered with the address of VirtualBox, and says nothing about the others', () => {
    const id = 'host-address';
    expect(evidenceOf(complete, id)).toBeUndefined();
    const behindNat = nodes.map((node) =>
      node.name === 'node1' ? { ...node, internalIp: '10.0.2.15' } : node,
    );
    const verdict = isDone(spec, withNodes(complete, behindNat), NOW_MS);
    expect(verdict.allowed).toBe(false);
    expect(verdict.checks.filter((one) => one.id === id)).toEqual([
      {
        id,
        holds: 'no',
        evidence:
          'Node node1 has registered with 10.0.2.15, which VirtualBox gives to the NAT card of every machine',
      },
    ]);
  });
});
