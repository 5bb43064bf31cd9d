import { describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../../src/spec/diagnostic.js';
import { parseClusterSpec } from '../../src/spec/parse.js';
import { withCniManifest } from '../../src/spec/with-cni-manifest.js';
import { documentWith, exampleText, messages, places } from './documents.js';

function specOf(text: string) {
  const parsed = parseClusterSpec(text);
  if (!parsed.ok) throw new Error(parsed.errors.map(formatDiagnostic).join('\n'));
  return parsed.spec;
}

const smallest = `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata: { name: one }
spec:
  kubernetesVersion: 1.31.2
  hosts: [{ name: m1, role: control-plane, address: 10.0.0.5 }]
`;

describe('a valid document', () => {
  test('the example has no warnings', () => {
    const parsed = parseClusterSpec(exampleText);
    expect(parsed).toMatchObject({ ok: true, warnings: [] });
    expect(exampleText.split('\n')[0]).toBe(
      '# yaml-language-server: $schema=../packages/core/schema/cluster.schema.json',
    );
  });

  test("the example is the tutorial's cluster, on two networks", () => {
    const spec = specOf(exampleText);
    expect(spec.controlPlaneEndpoint).toEqual({ host: '192.168.56.4', port: 6443 });
    expect(spec.loadBalancer).toEqual({ kind: 'nginx', host: 'proxy' });
    expect(spec.cni).toEqual({ kind: 'manifest', source: 'cni/bridge.yaml' });
    expect(spec.hosts.map(({ name, role, advertiseAddress }) => [name, role, advertiseAddress])).toEqual([
      ['jumpbox', 'jumpbox', '192.168.56.3'],
      ['proxy', 'load-balancer', '192.168.56.4'],
      ['master1', 'control-plane', '192.168.56.5'],
      ['master2', 'control-plane', '192.168.56.6'],
      ['master3', 'control-plane', '192.168.56.7'],
      ['node1', 'worker', '192.168.56.8'],
      ['node2', 'worker', '192.168.56.9'],
    ]);
    expect(spec.hosts.every(({ ssh, advertiseAddress }) => ssh.address !== advertiseAddress)).toBe(true);
  });

  test('one host is enough: everything else has a default', () => {
    expect(specOf(smallest)).toEqual({
      name: 'one',
      kubernetesVersion: 'v1.31.2',
      controlPlaneEndpoint: { host: '10.0.0.5', port: 6443 },
      networking: { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/12', dnsDomain: 'cluster.local' },
      etcd: { kind: 'stacked' },
      cni: { kind: 'none' },
      hosts: [
        {
          name: 'm1',
          role: 'control-plane',
          ssh: { address: '10.0.0.5', port: 22 },
          advertiseAddress: '10.0.0.5',
        },
      ],
      ignorePreflightErrors: [],
      credentials: { tokenTtlMs: 7_200_000, keep: false },
      certificates: { warnBelowMs: 2_592_000_000 },
      budgets: {
        joinAttempts: 3,
        joinTimeoutMs: 600_000,
        initTimeoutMs: 600_000,
        settleMs: 300_000,
        blockedPatienceMs: 600_000,
        maxClockSkewMs: 30_000,
      },
      assumeNew: false,
    });
  });

  test('a jumpbox may be known by name alone', () => {
    const text = documentWith({ 14: '    - { name: jump, role: jumpbox, address: jump.example.com }' });
    expect(places(text)).toEqual([]);
    expect(specOf(text).hosts.at(-1)?.advertiseAddress).toBe('jump.example.com');
  });

  test('an IPv6 cluster', () => {
    const text = smallest
      .replace('10.0.0.5', "'fd00:0::5'")
      .replace('  hosts', "  networking: { podSubnet: 'fd01::/48', serviceSubnet: 'fd02::/112' }\n  hosts");
    expect(places(text)).toEqual([]);
    expect(specOf(text).controlPlaneEndpoint).toEqual({ host: 'fd00::5', port: 6443 });
  });

  test('anchors and aliases are followed', () => {
    const text = smallest
      .replace('10.0.0.5', '&a 10.0.0.5')
      .replace('metadata: { name: one }', 'metadata: { name: &n one }');
    expect(specOf(text.replace('hosts: [{ name: m1', 'hosts: [{ name: *n')).hosts[0]?.name).toBe('one');
  });

  test('takes the content of its CNI manifest', () => {
    expect(withCniManifest(specOf(exampleText), 'kind: List').cni).toEqual({
      kind: 'manifest',
      source: 'cni/bridge.yaml',
      content: 'kind: List',
    });
    expect(() => withCniManifest(specOf(smallest), 'kind: List')).toThrow('invariant broken');
  });
});

describe('all mistakes at once', () => {
  const text = `apiVersion: quorate.dev/v1
kind: Clutser
metadata:
  name: HA_cluster
spec:
  kubernetesVersion: 1.26
  podSubnet: 10.0.0.0/8
  networking:
    serviceSubnet: 192.168.56.0/20
    dnsDomian: x
  loadBalancer:
    kind: ngnix
    host:
  cni: { manifst: a, manifest: 3 }
  hosts:
    - name: m1
      role: control-plane
      address: 192.168.56.300
    - role: control-plane
      address: m2.example.com
      port: 0
    - { name: m1, role: worker, address: 10.0.2.15, user: a b }
    - 7
  budgets: { joinTimeout: 3x, joinAttempts: 0 }
`;

  test('each at its own line and column, in the order of the text', () => {
    expect(places(text)).toEqual([
      '1:13 error unknown-api-version apiVersion',
      '2:7 error unknown-kind kind',
      '4:9 error invalid-name metadata.name',
      '6:3 error missing-endpoint spec.controlPlaneEndpoint',
      '6:22 error wrong-type spec.kubernetesVersion',
      '7:3 error unknown-key spec.podSubnet',
      '9:20 error invalid-network spec.networking.serviceSubnet',
      '10:5 error unknown-key spec.networking.dnsDomian',
      '12:11 error invalid-value spec.loadBalancer.kind',
      '13:10 error wrong-type spec.loadBalancer.host',
      '14:10 error unknown-key spec.cni.manifst',
      '14:32 error wrong-type spec.cni.manifest',
      '18:16 error invalid-address spec.hosts[0].address',
      '19:7 error missing-advertise-address spec.hosts[1].advertiseAddress',
      '19:7 error missing-key spec.hosts[1].name',
      '21:13 error invalid-value spec.hosts[1].port',
      '22:15 error duplicate-host-name spec.hosts[2].name',
      '22:42 error virtualbox-nat-address spec.hosts[2].address',
      '22:59 error invalid-value spec.hosts[2].user',
      '23:7 error wrong-type spec.hosts[3]',
      '24:27 error invalid-duration spec.budgets.joinTimeout',
      '24:45 error invalid-value spec.budgets.joinAttempts',
    ]);
  });

  test('under the name of the file', () => {
    const parsed = parseClusterSpec(text, { fileName: 'prod/cluster.yaml' });
    expect(parsed.ok ? undefined : parsed.errors.map(formatDiagnostic)[1]).toBe(
      'prod/cluster.yaml:2:7 error kind expected Cluster, got "Clutser"',
    );
  });
});

describe('YAML that is wrong by itself', () => {
  test('several syntax errors are all reported', () => {
    expect(places('kind: @a\nname: `b\nspec: "c\n')).toEqual([
      '1:7 error yaml-syntax',
      '2:7 error yaml-syntax',
      '4:1 error yaml-syntax',
    ]);
  });

  test('an alias without its anchor', () => {
    expect(messages('kind: *k\n')).toEqual(['cluster.yaml:1:7 error alias *k has no anchor before it']);
  });

  test('a second document', () => {
    expect(messages('a: 1\n---\nb: 2\n')).toEqual([
      'cluster.yaml:2:1 error a second document begins here: one file holds one cluster',
    ]);
  });

  test('aliases that would expand without end', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const alias = Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ');
      return `a${level}: &a${level} [${level === 0 ? 'x' : alias}]`;
    });
    expect(places(levels.join('\n'))).toEqual(['1:1 error yaml-syntax']);
  });

  test.each([
    ['flow lists', '['],
    ['block lists', '- '],
    ['mappings', '{a: '],
    ['explicit keys', '? '],
  ])('nesting without end, in %s', (_what, opening) => {
    expect(messages(opening.repeat(100_000))[0]).toMatch(
      /^cluster\.yaml:1:\d+ error nested deeper than 64 levels$/,
    );
  });

  test.each([
    ['nothing', '', '1:1 error wrong-type'],
    ['a comment', '# soon\n', '1:1 error wrong-type'],
    ['a list', '- a\n', '1:1 error wrong-type'],
    ['a word', 'cluster\n', '1:1 error wrong-type'],
  ])('%s instead of a document', (_what, text, expected) => {
    expect(places(text)).toEqual([expected]);
  });
});
