import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseBlockYaml } from '../../src/kubernetes/kubelet/block-yaml.js';

const key = fc.stringMatching(/^[a-z][a-zA-Z0-9./-]{0,8}$/);
const scalar = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(
    '--etcd-servers=https://127.0.0.1:2379',
    '/health?exclude=NOSPACE&serializable=true',
    '0x1F',
    '1e3',
    '.inf',
    '~',
    'True',
    '1.20.2',
    '0o7',
    '- a',
    'a: b',
    'a #b',
    '',
    '+1',
    '012',
  ),
);
const { document } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalar, tie('map'), tie('list')),
  map: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  list: fc.array(tie('value'), { maxLength: 4 }),
  document: fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 4 }),
}));

const MANIFEST = `apiVersion: v1
kind: Pod
metadata:
  annotations:
    kubeadm.kubernetes.io/etcd.advertise-client-urls: https://192.168.56.5:2379
  creationTimestamp: null
  labels:
    component: etcd
  name: etcd
spec:
  containers:
  - command:
    - etcd
    - --name=master1
    image: k8s.gcr.io/etcd:3.4.13-0
    livenessProbe:
      failureThreshold: 8
      httpGet:
        path: /health
        port: 2381
    resources:
      requests:
        cpu: 100m
  hostNetwork: true
status: {}
`;

describe('the fast reader of manifests', () => {
  test.prop({ document }, { numRuns: 500 })(
    'agrees with a full parser, or leaves the text to it',
    ({ document: value }) => {
      const text = stringify(value, { lineWidth: 0 });
      const read = parseBlockYaml(text);
      if (read !== undefined) expect(read).toEqual(parse(text));
    },
  );

  it('reads what kubeadm writes', () => {
    expect(parseBlockYaml(MANIFEST)).toEqual(parse(MANIFEST));
  });

  it.each([
    'a: |\n  text\n',
    'a: {b: 1}\n',
    'a: "x\\n"\n',
    '---\na: 1\n',
    'a: &x 1\n',
    'a:\n  b: 1\n   c: 2\n',
    '- - a\n',
  ])('leaves %j to a full parser', (text) => {
    expect(parseBlockYaml(text)).toBeUndefined();
  });
});
