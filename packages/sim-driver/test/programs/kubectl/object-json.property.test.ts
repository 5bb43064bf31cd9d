import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { KubeObject } from '../../../src/kubernetes/client.js';
import { listJson, listText, objectJson, objectText } from '../../../src/programs/kubectl/object-json.js';

const text = fc.oneof(fc.string(), fc.constantFrom('[]', '$&', 'a\nb', '\u2028'));
const node: fc.Arbitrary<KubeObject> = fc.record({
  kind: fc.constant('Node'),
  name: text,
  uid: text,
  createdUs: fc.integer({ min: 0, max: 2 ** 40 }),
  resourceVersion: fc.nat(),
  labels: fc.dictionary(text, text, { noNullPrototype: true }),
  annotations: fc.dictionary(text, text, { noNullPrototype: true }),
  owners: fc.constant([]),
  body: fc.dictionary(fc.constantFrom('data', 'spec', 'status'), fc.jsonValue(), { noNullPrototype: true }),
});

test.prop([node])(
  'prints an object as JSON with an indentation of four, also when it is asked again',
  (object) => {
    const printed = `${JSON.stringify(objectJson(object), undefined, 4)}\n`;
    expect([objectText(object), objectText(object)]).toEqual([printed, printed]);
  },
);

test.prop([fc.array(node, { maxLength: 4 })])('prints a list as it prints the objects in it', (objects) => {
  expect(listText(objects)).toBe(`${JSON.stringify(listJson(objects), undefined, 4)}\n`);
});

test.prop([fc.array(node, { minLength: 2, maxLength: 4 }), node])(
  'prints a list anew when an object in it is another, or is gone',
  (objects, other) => {
    const lists = [objects, [...objects], [...objects.slice(0, -1), other], objects.slice(0, -1), objects];
    for (const list of lists)
      expect(listText(list)).toBe(`${JSON.stringify(listJson(list), undefined, 4)}\n`);
  },
);
