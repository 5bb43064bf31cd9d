import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { Secret, printable } from '../../src/foundation/secret.js';
import type { Text } from '../../src/foundation/secret.js';
import { renderInitConfiguration } from '../../src/kubeadm-config/init-configuration.js';
import {
  renderControlPlaneJoinConfiguration,
  renderWorkerJoinConfiguration,
} from '../../src/kubeadm-config/join-configuration.js';
import type { ClusterSpec } from '../../src/spec/cluster-spec.js';
import { hostNamed } from '../../src/spec/cluster-spec.js';
import { CA_CERT_HASH, CERTIFICATE_KEY, TOKEN, sampleSpec } from '../commands/sample-cluster.js';
import { golden } from '../fixtures/golden.js';

const credentials = {
  token: new Secret('bootstrap-token', TOKEN),
  caCertHash: CA_CERT_HASH,
  certificateKey: new Secret('certificate-key', CERTIFICATE_KEY),
};

const RENDERERS: Readonly<Record<string, (spec: ClusterSpec) => Text>> = {
  init: (spec) => renderInitConfiguration(spec, hostNamed(spec, 'master1')),
  'join-control-plane': (spec) =>
    renderControlPlaneJoinConfiguration(spec, hostNamed(spec, 'master2'), credentials),
  'join-worker': (spec) => renderWorkerJoinConfiguration(spec, hostNamed(spec, 'node1'), credentials),
};

const SPECS: Readonly<Record<string, Partial<ClusterSpec>>> = {
  '1.20': {
    kubernetesVersion: 'v1.20.2',
    criSocket: '/run/containerd/containerd.sock',
    ignorePreflightErrors: ['SystemVerification'],
  },
  '1.22': { kubernetesVersion: 'v1.22.17' },
  '1.26': { kubernetesVersion: 'v1.26.0' },
  '1.31': { kubernetesVersion: 'v1.31.2', imageRepository: 'registry.example.org/k8s' },
  '1.36': {
    kubernetesVersion: 'v1.36.0',
    criSocket: 'unix:///run/crio/crio.sock',
    ignorePreflightErrors: ['all'],
  },
};

describe.each(Object.entries(SPECS))('the configuration for kubeadm %s', (version, overrides) => {
  it.each(Object.entries(RENDERERS))('%s', (what, render) => {
    const text = printable(render(sampleSpec(overrides)));
    expect(text).toBe(golden(new URL(`./golden/${version}-${what}.yaml`, import.meta.url), text));
    for (const document of parseAllDocuments(text)) {
      expect('errors' in document && document.errors).toEqual([]);
    }
  });
});
