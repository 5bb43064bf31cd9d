import { describe, expect, it } from 'vitest';
import { preparationOf } from '../../src/decisions/preparation.js';
import type { HostObservation } from '../../src/observation/observation.js';
import type { ObservedItem } from '../../src/preparation/host-preparation.js';
import type { PreparationItem } from '../../src/preparation/preparation-item.js';
import { itemsFor, NOT_ON_A_NODE } from '../../src/preparation/preparation-item.js';
import { hostNamed } from '../../src/spec/cluster-spec.js';
import { sampleSpec } from '../commands/sample-cluster.js';

const spec = sampleSpec();
const master = hostNamed(spec, 'master1');
const debian = { supported: 'yes', name: 'Debian GNU/Linux 12' } as const;

function seenWith(
  missing: readonly PreparationItem[],
  change: Partial<HostObservation> = {},
  done: 'no' | 'unknown' = 'no',
): HostObservation {
  const items: readonly ObservedItem[] = itemsFor(spec, master).map((item) =>
    missing.includes(item)
      ? { item, done, evidence: `${item} is missing` }
      : { item, done: 'yes', evidence: 'fine' },
  );
  return {
    host: 'master1',
    atMs: 100,
    reachable: 'yes',
    kubeadmRunning: 'no',
    files: [],
    preparation: { atMs: 100, os: debian, items },
    ...change,
  };
}

describe('the preparation of a host', () => {
  it('is nothing to do when the spec does not ask for it, or everything is so', () => {
    const { preparation: _, ...without } = spec;
    expect(preparationOf(without, master, undefined, 0)).toEqual({ kind: 'prepared' });
    expect(preparationOf(spec, hostNamed(spec, 'jumpbox'), undefined, 0)).toEqual({ kind: 'prepared' });
    expect(preparationOf(spec, master, seenWith([]), 0)).toEqual({ kind: 'prepared' });
  });

  it('is decided only from what was seen after the last change', () => {
    expect(preparationOf(spec, master, seenWith(['swap-off']), 101)).toEqual({ kind: 'unobserved' });
    expect(preparationOf(spec, master, seenWith(['swap-off']), 100)).toMatchObject({ kind: 'due' });
  });

  it.each(itemsFor(spec, master))('has %s done when that alone is missing on a clean host', (item) => {
    expect(preparationOf(spec, master, seenWith([item]), 0)).toMatchObject({
      kind: 'due',
      items: [item],
      permit: { allowed: true },
    });
  });

  const inCluster: readonly (readonly [string, Partial<HostObservation>])[] = [
    ['a kubelet.conf', { files: ['/etc/kubernetes/kubelet.conf'] }],
    ['a manifest', { files: ['/etc/kubernetes/manifests/kube-apiserver.yaml'] }],
    ['etcd data', { files: ['/var/lib/etcd/member/wal/0.wal'] }],
    ['a kubelet that runs', { kubelet: { active: 'yes', healthy: 'yes' } }],
  ];

  it.each(inCluster)('never touches packages, runtime or kubelet of a host with %s', (_what, change) => {
    for (const item of itemsFor(spec, master)) {
      const standing = preparationOf(spec, master, seenWith([item], change), 0);
      expect(standing.kind).toBe(NOT_ON_A_NODE.has(item) ? 'refused' : 'due');
      if (standing.kind !== 'refused') continue;
      expect(standing.block.code).toBe('host-unprepared');
      expect(standing.block.evidence.map(({ evidence }) => evidence).join()).toContain(`${item} is missing`);
    }
  });

  it('refuses packages where it is not known whether the host is part of a cluster', () => {
    const { files: _, ...unseen } = seenWith(['kubernetes-packages']);
    expect(preparationOf(spec, master, unseen, 0)).toMatchObject({ kind: 'refused' });
  });

  it('refuses a system that it does not know, with its name', () => {
    const os = { supported: 'no', name: 'Rocky Linux 9' } as const;
    const seen = seenWith(['swap-off']);
    const standing = preparationOf(
      spec,
      master,
      { ...seen, preparation: { atMs: 100, os, items: seen.preparation?.items ?? [] } },
      0,
    );
    expect(standing).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(standing)).toContain('Rocky Linux 9');
  });

  it('does nothing on a guess', () => {
    expect(preparationOf(spec, master, seenWith(['sysctls'], {}, 'unknown'), 0)).toMatchObject({
      kind: 'unclear',
      because: 'master1: sysctls: sysctls is missing',
    });
  });

  it('asks for a host that cannot be reached', () => {
    expect(
      preparationOf(spec, master, seenWith([], { reachable: 'no', detail: 'no route to host' }), 0),
    ).toMatchObject({
      kind: 'refused',
      block: { evidence: [{ id: 'host-reachable', holds: 'no', evidence: 'master1: no route to host' }] },
    });
  });
});
