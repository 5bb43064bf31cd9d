import { describe, expect, it } from 'vitest';
import type { PreparationSpec } from '../../src/spec/preparation-spec.js';
import { parseClusterSpec } from '../../src/spec/parse.js';
import { renderDefaults } from '../../src/spec/render-defaults.js';
import { documentWith, places } from './documents.js';

function withPreparation(preparation: string, version = 'v1.26.0'): string {
  return documentWith({ 6: [`  kubernetesVersion: ${version}`, `  preparation: ${preparation}`] });
}

function preparationOf(preparation: string, version?: string): PreparationSpec | undefined {
  const parsed = parseClusterSpec(withPreparation(preparation, version));
  if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => message).join('; '));
  return parsed.spec.preparation;
}

describe('spec.preparation', () => {
  it('left out means that hosts are prepared by somebody else', () => {
    const parsed = parseClusterSpec(documentWith());
    expect(parsed.ok && 'preparation' in parsed.spec).toBe(false);
  });

  it('has a default for everything', () => {
    expect(preparationOf('{}')).toEqual({
      hostsFile: true,
      containerRuntime: { cniBinDir: '/opt/cni/bin' },
      repository: {
        kind: 'deb',
        uri: 'https://pkgs.k8s.io/core:/stable:/v1.26/deb/',
        suite: '/',
        components: [],
        trusted: false,
        key: { kind: 'url', url: 'https://pkgs.k8s.io/core:/stable:/v1.26/deb/Release.key' },
      },
      kubernetesPackages: { version: '1.26.0-*' },
      loadBalancerPackages: ['nginx', 'libnginx-mod-stream'],
      etcdClientPackage: 'etcd-client',
      installTimeoutMs: 900_000,
    });
  });

  it.each([
    ['https://mirror.lan/key.asc', { kind: 'url', url: 'https://mirror.lan/key.asc' }],
    ['/etc/apt/keyrings/mirror.asc', { kind: 'file', path: '/etc/apt/keyrings/mirror.asc' }],
  ])('tells a key by its form: %s', (key, expected) => {
    expect(
      preparationOf(`{ repository: { uri: "http://mirror.lan", key: "${key}" } }`)?.repository,
    ).toMatchObject({
      key: expected,
    });
  });

  it('is the same after its defaults were written out', () => {
    for (const text of [
      '{}',
      '{ repository: none, hostsFile: false }',
      '{ repository: { uri: "http://mirror.lan/k8s", suite: stable, components: [main], key: "-----BEGIN PGP PUBLIC KEY BLOCK-----\\nx\\n" }, containerRuntime: { package: containerd.io, version: 1.7.*, sandboxImage: mirror.lan/pause:3.9 }, installTimeout: 5m }',
    ]) {
      const parsed = parseClusterSpec(withPreparation(text));
      if (!parsed.ok) throw new Error('does not parse');
      const again = parseClusterSpec(renderDefaults(parsed.spec));
      expect(again.ok && again.spec).toEqual(parsed.spec);
    }
  });

  it('needs a repository for releases that were never published', () => {
    expect(places(withPreparation('{}', 'v1.23.4'))).toEqual([
      '7:16 error missing-package-repository spec.preparation',
    ]);
    expect(places(withPreparation('{ repository: none }', 'v1.23.4'))).toEqual([]);
    expect(places(withPreparation('{}', 'v1.24.0'))).toEqual([]);
  });

  it.each([
    ['{ hostFile: true }', '7:18 error unknown-key spec.preparation.hostFile'],
    ['{ repository: { suite: stable } }', '7:30 error missing-key spec.preparation.repository.uri'],
    ['{ repository: { uri: "mirror lan" } }', '7:37 error invalid-value spec.preparation.repository.uri'],
    [
      '{ repository: { uri: "http://m.lan", key: nokey } }',
      '7:58 error invalid-value spec.preparation.repository.key',
    ],
    [
      '{ loadBalancerPackages: [-oAPT::x] }',
      '7:41 error invalid-value spec.preparation.loadBalancerPackages[0]',
    ],
    [
      '{ kubernetesPackages: { version: "1.26.0; rm" } }',
      '7:49 error invalid-value spec.preparation.kubernetesPackages.version',
    ],
    ['{ installTimeout: soon }', '7:34 error invalid-duration spec.preparation.installTimeout'],
  ])('refuses %s at its place', (preparation, place) => {
    expect(places(withPreparation(preparation))).toEqual([place]);
  });
});
