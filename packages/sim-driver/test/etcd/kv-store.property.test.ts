import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { KvStore } from '../../src/etcd/kv-store.js';

const key = fc.string({ unit: fc.constantFrom('/', 'a', 'b', 'z'), maxLength: 5 });
const change = fc.record({ kind: fc.constantFrom('put', 'put', 'delete', 'delete-prefix', 'clone'), key });

test.prop([fc.array(change, { maxLength: 40 }), key])(
  'ranges over the keys in order, whatever came and went',
  (changes, prefix) => {
    let store = new KvStore();
    let model: readonly string[] = [];
    for (const { kind, key: changed } of changes) {
      if (kind === 'clone') store = store.clone();
      else if (kind === 'put') {
        store.put(changed, 1);
        model = [...model.filter((one) => one !== changed), changed];
      } else {
        const whole = kind === 'delete-prefix';
        store.delete(changed, whole);
        model = model.filter((one) => one !== changed && !(whole && one.startsWith(changed)));
      }
    }
    const expected = model.filter((one) => one.startsWith(prefix)).sort();
    expect(store.range(prefix).map((entry) => entry.key)).toEqual(expected);
  },
);
