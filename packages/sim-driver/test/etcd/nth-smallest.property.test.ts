import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { nthSmallest } from '../../src/etcd/nth-smallest.js';

test.prop([fc.array(fc.integer(), { maxLength: 9 }), fc.nat(9)])(
  'answers what sorting would',
  (values, n) => {
    expect(nthSmallest([...values], n)).toBe([...values].sort((a, b) => a - b)[n]);
  },
);
