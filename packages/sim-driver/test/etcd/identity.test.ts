import { describe, expect, test } from 'vitest';
import {
  addedMemberId,
  bootstrapMemberId,
  clusterIdOf,
  compareIds,
  decimalId,
  parseId,
} from '../../src/etcd/identity.js';

const TOKEN = 'etcd-cluster';

describe('member ids of a static bootstrap', () => {
  test.each([
    ['https://10.0.0.11:2380', TOKEN, 'cebdf10928a06f3c'],
    ['https://10.0.0.12:2380', TOKEN, 'f7a9c20602b8532e'],
    ['https://10.0.0.13:2380', TOKEN, '55fcbe0adaa45350'],
    ['http://localhost:2380', TOKEN, '8e9e05c52164694d'],
    ['http://127.0.0.11:2380', 't1', '7ed792281d962ad3'],
  ])('%s with token %s is %s', (url, token, id) => {
    expect(bootstrapMemberId([url], token)).toBe(id);
  });
});

test('the cluster id follows from the initial members in any order', () => {
  const ids = ['https://10.0.0.11:2380', 'https://10.0.0.12:2380', 'https://10.0.0.13:2380'].map((url) =>
    bootstrapMemberId([url], TOKEN),
  );
  expect(clusterIdOf(ids)).toBe('1889f2eebf07c41a');
  expect(clusterIdOf([...ids].reverse())).toBe('1889f2eebf07c41a');
  expect(clusterIdOf(ids.slice(0, 1))).toBe('cb7ad23f783f5d77');
  expect(clusterIdOf(['8e9e05c52164694d'])).toBe('cdf818194e3a8c32');
});

test('the id of an added member follows from the second in which it was added', () => {
  expect(addedMemberId(['https://10.0.0.12:2380'], 1_700_000_000)).toBe('f01bd72c803f8f4b');
  expect(addedMemberId(['https://10.0.0.13:2380'], 1_700_000_000)).toBe('6fae37bea656430b');
});

test('ids sort as numbers and print as unsigned 64-bit decimals', () => {
  expect(['c9b20c2bafa39f31', 'a9e9994f139cc31'].sort(compareIds)).toEqual([
    'a9e9994f139cc31',
    'c9b20c2bafa39f31',
  ]);
  expect(decimalId('c9b20c2bafa39f31')).toBe('14533692329247874865');
});

test('ids are read as Go reads them', () => {
  expect(parseId('00AB')).toBe('ab');
  expect(parseId('zz')).toBeUndefined();
  expect(parseId('11112222333344445')).toBeUndefined();
});
