import { describe, expect, it } from 'vitest';
import type { ClusterProperty } from '../../src/check/index.js';
import { anyMasterMayBeLost, endKey, isFailure, runChecked } from '../../src/check/index.js';
import { mastersOnly, scenarioOf } from './small-cluster.js';

function never(event: string): ClusterProperty {
  return {
    kind: 'always',
    id: event,
    title: `never ${event}`,
    watch: () => (record) => (record.event === event ? `on ${record.host ?? 'no host'}` : undefined),
  };
}

describe('a checked run', () => {
  it('ends ready, and says which faults struck and which never did', async () => {
    const run = await runChecked(scenarioOf(['reboot:master2@40s', 'reboot:master3@etcd.member-added#9']));
    expect(run.end.kind).toBe('ready');
    expect(run.struck.map(({ args }) => args['host'])).toEqual(['master2']);
    expect(run.missed.map(({ args }) => args['host'])).toEqual(['master3']);
  });

  it('ends blocked with the code of its reason', async () => {
    const { end } = await runChecked(
      scenarioOf(['power-off:master2@apiserver.ready/master3', 'power-off:master3@apiserver.ready/master3']),
    );
    expect(endKey(end)).toBe('blocked: quorum-lost');
    expect(isFailure(end)).toBe(false);
  });

  it.each([
    ['isolate:master1@etcd.member-added/master1~1m', 'blocked: quorum-lost'],
    ['move-clock:master1,3h@kubeadm.phase/master1/phase=preflight~1m', 'blocked: certificate-not-yet-valid'],
    [
      'move-clock:master1,3h@kubeadm.phase/master1/phase=certs/front-proxy-client~1m',
      'blocked: certificate-not-yet-valid',
    ],
    // Once there are three voters nothing of the kind is left.
    ['isolate:master1@etcd.member-started/master3~1m', 'ready'],
  ])('over lasting damage is blocked, not given up: %s', async (fault, ended) => {
    expect(endKey((await runChecked(scenarioOf([fault]))).end)).toBe(ended);
  });

  it('does not end within its bounds: each bound is named', async () => {
    const ends = await Promise.all(
      [{ entries: 10 }, { worldEvents: 500 }, { virtualMs: 5_000 }].map(
        async (bounds) => (await runChecked(scenarioOf([]), [], { bounds })).end,
      ),
    );
    expect(ends).toEqual([
      { kind: 'no-end', bound: '10 entries of the journal' },
      { kind: 'no-end', bound: '500 events of the world' },
      { kind: 'no-end', bound: expect.stringContaining('min of virtual time') },
    ]);
  });

  it('fails when a property that must always hold does not', async () => {
    const { end } = await runChecked(scenarioOf([]), [never('etcd.member-added')]);
    expect(end).toMatchObject({ kind: 'property', property: 'etcd.member-added', message: 'on master1' });
  });

  it('fails when a property of the end does not hold', async () => {
    const property: ClusterProperty = {
      kind: 'at-end',
      id: 'unchanged',
      title: 'nothing is changed',
      check: (_, { changes }) => (changes === 0 ? undefined : `${changes} changes`),
    };
    expect(endKey((await runChecked(scenarioOf([]), [property])).end)).toBe('property: unchanged');
  });

  it('is the same run, whatever is asked of it', async () => {
    const scenario = scenarioOf(['reboot:master2@40s']);
    const properties = anyMasterMayBeLost(scenario.spec);
    expect((await runChecked(scenario, properties)).hash).toBe((await runChecked(scenario)).hash);
  });

  it('ends failed when a property throws', async () => {
    const property: ClusterProperty = {
      ...never('etcd.member-added'),
      kind: 'always',
      watch: () => () => {
        throw new Error('a mistake in the property');
      },
    };
    expect((await runChecked(scenarioOf([]), [property])).end).toEqual({
      kind: 'threw',
      message: 'a mistake in the property',
    });
  });
});

describe('that any one master may be lost', () => {
  it('holds for three masters', async () => {
    const spec = mastersOnly();
    expect((await runChecked(scenarioOf([], spec), anyMasterMayBeLost(spec))).end.kind).toBe('ready');
  });

  it('does not hold for two', async () => {
    const three = mastersOnly();
    const spec = { ...three, hosts: three.hosts.filter(({ name }) => name !== 'master3') };
    const { end } = await runChecked(scenarioOf([], spec), anyMasterMayBeLost(spec));
    expect(endKey(end)).toBe('property: master1-may-be-lost');
  });
});
