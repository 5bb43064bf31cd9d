import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';

const text = readFileSync(new URL('../../../../examples/cni/bridge.yaml', import.meta.url), 'utf8');
const documents = parseAllDocuments(text);

function contentOf(kind: string): unknown {
  return documents.find((document) => document.get('kind') === kind)?.toJS();
}

test('the CNI of the example is readable YAML that kubectl can apply', () => {
  expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
  expect(documents.map((document) => document.get('kind'))).toEqual([
    'ServiceAccount',
    'ClusterRole',
    'ClusterRoleBinding',
    'ConfigMap',
    'DaemonSet',
  ]);
});

test('it runs on every node before there is a pod network, masters included', () => {
  expect(contentOf('DaemonSet')).toMatchObject({
    spec: {
      template: {
        spec: {
          hostNetwork: true,
          tolerations: [{ operator: 'Exists' }],
          volumes: [{}, { hostPath: { path: '/etc/cni/net.d' } }],
        },
      },
    },
  });
});

test('the configuration that it writes is a bridge with port mapping', () => {
  const config = documents.find((document) => document.get('kind') === 'ConfigMap');
  const conflist: unknown = JSON.parse(String(config?.getIn(['data', '10-lab-bridge.conflist'])));
  expect(conflist).toMatchObject({ plugins: [{ type: 'bridge' }, { type: 'portmap' }] });
});
