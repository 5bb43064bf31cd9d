import { describe, expect, it } from 'vitest';
import { preparationOf, unclearBlock, unpreparedBlock } from '../../src/decisions/preparation.js';
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

  it('was never looked at where the host answered and nobody asked', () => {
    const { preparation: _, ...unasked } = seenWith([]);
    expect(preparationOf(spec, master, unasked, 0)).toEqual({ kind: 'unobserved' });
  });

  it('is asked of a host that was never looked at once it answers', () => {
    expect(preparationOf(spec, master, undefined, 0)).toMatchObject({
      kind: 'refused',
      block: {
        summary: 'master1 is not prepared, and may not be changed as it is',
        evidence: [{ id: 'host-reachable', holds: 'unknown', evidence: 'master1: not observed' }],
        remedies: ['switch master1 on, or repair the way to it (network, SSH)', 'the run goes on by itself'],
      },
    });
  });

  it('that could not be read is no reason to refuse a host of a system that is not known', () => {
    const os = { supported: 'no', name: 'Rocky Linux 9' } as const;
    const seen = seenWith(['sysctls'], {}, 'unknown');
    const items = seen.preparation?.items ?? [];
    const standing = preparationOf(spec, master, { ...seen, preparation: { atMs: 100, os, items } }, 0);
    expect(standing.kind).toBe('unclear');
  });

  it('is permitted by evidence that names what is to be done', () => {
    const standing = preparationOf(spec, master, seenWith(['kubernetes-packages', 'swap-off']), 0);
    expect(standing.kind === 'due' && standing.permit.checks).toEqual([
      { id: 'host-reachable', holds: 'yes', evidence: 'master1: answered' },
      { id: 'host-system', holds: 'yes', evidence: 'master1: Debian GNU/Linux 12' },
      {
        id: 'host-in-no-cluster',
        holds: 'yes',
        evidence: 'master1: to do: kubernetes-packages (kubernetes-packages is missing)',
      },
    ]);
    const harmless = preparationOf(spec, master, seenWith(['swap-off']), 0);
    expect(harmless.kind === 'due' && harmless.permit.checks.map(({ id }) => id)).toEqual([
      'host-reachable',
      'host-system',
    ]);
  });

  it.each([
    [{ files: ['/etc/kubernetes/kubelet.conf'] }, 'it has /etc/kubernetes/kubelet.conf'],
    [{ kubelet: { active: 'yes', healthy: 'yes' } }, 'its kubelet runs'],
  ] as const)('of a member is refused with why it counts as one: %j', (change, because) => {
    const standing = preparationOf(spec, master, seenWith(['kubernetes-packages'], change), 0);
    expect(standing).toMatchObject({
      kind: 'refused',
      block: {
        evidence: [
          {
            id: 'host-in-no-cluster',
            holds: 'no',
            evidence: `master1 is part of a cluster: ${because}; not touched: kubernetes-packages (kubernetes-packages is missing)`,
          },
        ],
        remedies: [
          'if master1 is to become part of this cluster: kubeadm reset there, yourself',
          'the run goes on by itself',
        ],
      },
    });
  });

  it('of a load balancer needs no look at the files of kubeadm', () => {
    const proxy = hostNamed(spec, 'proxy');
    const item = 'package-state';
    expect(itemsFor(spec, proxy)).toContain(item);
    const { files: _, ...unseen } = seenWith([item]);
    expect(preparationOf(spec, proxy, { ...unseen, host: 'proxy' }, 0).kind).toBe('due');
  });

  it('of a system that is not known is left to a person', () => {
    const os = { supported: 'no', name: 'Rocky Linux 9' } as const;
    const seen = seenWith(['swap-off']);
    const items = seen.preparation?.items ?? [];
    const standing = preparationOf(spec, master, { ...seen, preparation: { atMs: 100, os, items } }, 0);
    expect(standing.kind === 'refused' && standing.block.remedies).toEqual([
      'prepare master1 yourself and leave spec.preparation out: only Debian, Ubuntu and derivatives with apt are prepared',
      'the run goes on by itself',
    ]);
  });
});

describe('a host that could not be prepared', () => {
  it('is told with what is still missing, and how each attempt ended', () => {
    const block = unpreparedBlock(master, seenWith(['swap-off', 'sysctls']), 3, ['apt-get: no space left']);
    expect(block.summary).toMatch(/^master1 could not be prepared in 3 attempts: (swap-off|sysctls), /);
    const items = itemsFor(spec, master).filter((item) => ['swap-off', 'sysctls'].includes(item));
    expect(block.evidence).toEqual([
      ...items.map((item) => ({
        id: 'host-prepared',
        holds: 'no',
        evidence: `master1: ${item}: ${item} is missing`,
      })),
      { id: 'host-prepared', holds: 'no', evidence: 'apt-get: no space left' },
    ]);
    expect(block.remedies).toHaveLength(4);
    expect(block.remedies[0]).toMatch(/^on master1: \S/);
    expect(block.remedies.slice(2)).toEqual([
      'check that the package repositories of spec.preparation can be reached and hold these versions',
      'the run goes on by itself when that is done; to have it tried again, start the run again',
    ]);
  });

  it('is told with its attempts alone when nothing is seen of it any more', () => {
    const { preparation: _, ...unasked } = seenWith([]);
    for (const seen of [undefined, unasked])
      expect(unpreparedBlock(master, seen, 1, ['gone']).evidence).toEqual([
        { id: 'host-prepared', holds: 'no', evidence: 'gone' },
      ]);
  });

  it('is told apart from one of which that could not be read', () => {
    expect(unclearBlock(master, 'master1: sysctls: no answer')).toEqual({
      code: 'host-unprepared',
      summary: 'how far master1 is prepared could not be read',
      evidence: [{ id: 'host-prepared', holds: 'unknown', evidence: 'master1: sysctls: no answer' }],
      remedies: ['check that master1 answers and that its programs can be run; the run goes on by itself'],
    });
  });
});
