import { expect, test } from 'vitest';
import { WatchCache } from '../../src/kubernetes/apiserver/watch-cache.js';
import type { KubeObject } from '../../src/kubernetes/client.js';

function node(name: string): KubeObject {
  return {
    kind: 'Node',
    name,
    uid: name,
    createdUs: 0,
    resourceVersion: 0,
    labels: {},
    annotations: {},
    owners: [],
    body: {},
  };
}

test('what was listed of a kind is not listed again once an object of it has come, changed or gone', () => {
  const cache = new WatchCache();
  const names = (): readonly string[] => cache.list('Node').map(({ uid }) => uid);
  expect(names()).toEqual([]);
  cache.applied({ key: '/registry/nodes/a', value: node('a'), revision: 1 });
  cache.applied({ key: '/registry/nodes/b', value: node('b'), revision: 2 });
  expect(names()).toEqual(['a', 'b']);
  cache.applied({ key: '/registry/nodes/a', value: { ...node('a'), uid: 'A' }, revision: 3 });
  expect(names()).toEqual(['A', 'b']);
  cache.applied({ key: '/registry/nodes/a', value: undefined, revision: 4 });
  expect(names()).toEqual(['b']);
});

test('whoever is told of a change lists what is there after it', () => {
  const cache = new WatchCache();
  const listed: number[] = [];
  cache.list('Node');
  cache.watch(() => listed.push(cache.list('Node').length));
  cache.applied({ key: '/registry/nodes/a', value: node('a'), revision: 1 });
  cache.reset([]);
  expect(listed).toEqual([1, 0]);
});

test('a change of one kind leaves what was listed of another', () => {
  const cache = new WatchCache();
  cache.applied({ key: '/registry/nodes/a', value: node('a'), revision: 1 });
  const before = cache.list('Node');
  cache.applied({ key: '/registry/leases/kube-system/a', value: node('a'), revision: 2 });
  expect(cache.list('Node')).toBe(before);
});
