import { describe, expect, it } from 'vitest';
import { revealText, Secret } from '../../src/foundation/secret.js';
import type { ControlPlaneCredentials } from '../../src/kubeadm-config/join-configuration.js';
import {
  renderControlPlaneJoinConfiguration,
  renderWorkerJoinConfiguration,
} from '../../src/kubeadm-config/join-configuration.js';
import { hostNamed } from '../../src/spec/cluster-spec.js';
import { sampleSpec } from '../commands/sample-cluster.js';

function credentials(digit: string): ControlPlaneCredentials {
  return {
    token: new Secret('token', `${digit.repeat(6)}.${digit.repeat(16)}`),
    caCertHash: `sha256:${digit.repeat(64)}`,
    certificateKey: new Secret('key', digit.repeat(64)),
  };
}

describe('the file of a join', () => {
  const spec = sampleSpec();
  const master = hostNamed(spec, 'master2');

  it('holds the credentials of this join, whichever came before', () => {
    const [first, second] = ['1', '2'].map((digit) =>
      revealText(renderControlPlaneJoinConfiguration(spec, master, credentials(digit))),
    );
    expect(first).toContain('certificateKey: "1111');
    expect(second).not.toContain('1111');
    expect(second).toBe(first?.replaceAll(/1{6,}/g, (digits) => '2'.repeat(digits.length)));
  });

  it('has its secrets as parts of their own', () => {
    const { token, caCertHash, certificateKey } = credentials('3');
    const text = renderControlPlaneJoinConfiguration(spec, master, { token, caCertHash, certificateKey });
    expect(text.filter((part) => part instanceof Secret)).toEqual([token, certificateKey]);
    expect(renderWorkerJoinConfiguration(spec, master, { token, caCertHash })).toContain(token);
  });

  it('is another for another host and for another spec', () => {
    const of = (one: typeof spec, name: string) =>
      revealText(renderWorkerJoinConfiguration(one, hostNamed(one, name), credentials('4')));
    const older = { ...spec, kubernetesVersion: 'v1.21.14' };
    expect(of(spec, 'node1')).toContain('name: node1');
    expect(of(spec, 'master2')).toContain('name: master2');
    expect(of(older, 'node1')).toContain('kubeadm.k8s.io/v1beta2');
    expect(of(spec, 'node1')).toContain('kubeadm.k8s.io/v1beta3');
  });
});
