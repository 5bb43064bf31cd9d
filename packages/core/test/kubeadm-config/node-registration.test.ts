import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { revealText, Secret } from '../../src/foundation/secret.js';
import { renderInitConfiguration } from '../../src/kubeadm-config/init-configuration.js';
import {
  renderControlPlaneJoinConfiguration,
  renderWorkerJoinConfiguration,
} from '../../src/kubeadm-config/join-configuration.js';
import { specOf } from '../protocol/spec-of.js';

const credentials = {
  token: new Secret('token', 'abcdef.0123456789abcdef'),
  caCertHash: 'sha256:00',
  certificateKey: new Secret('key', '00'),
};

/** The default route of a VirtualBox machine leads through its NAT card, whose address all machines share. */
describe('a host with a NAT card', () => {
  for (const kubernetesVersion of ['v1.20.2', 'v1.26.0', 'v1.31.0', 'v1.36.0']) {
    const spec = specOf(2, 1, { kubernetesVersion });
    for (const host of spec.hosts.filter(({ role }) => role !== 'load-balancer')) {
      it(`${host.name} is told by ${kubernetesVersion} which address to use: nothing is left to the default route`, () => {
        const value = host.advertiseAddress;
        const kubeletExtraArgs =
          kubernetesVersion < 'v1.31' ? { 'node-ip': value } : [{ name: 'node-ip', value }];
        const localAPIEndpoint = { advertiseAddress: value, bindPort: 6443 };
        const nodeRegistration = { kubeletExtraArgs };
        if (host.role === 'worker') {
          const [join] = documents(renderWorkerJoinConfiguration(spec, host, credentials));
          expect(join).toMatchObject({ nodeRegistration });
          return;
        }
        const [init] = documents(renderInitConfiguration(spec, host));
        expect(init).toMatchObject({ nodeRegistration, localAPIEndpoint });
        const [join] = documents(renderControlPlaneJoinConfiguration(spec, host, credentials));
        expect(join).toMatchObject({ nodeRegistration, controlPlane: { localAPIEndpoint } });
      });
    }
  }
});

function documents(text: Parameters<typeof revealText>[0]): readonly unknown[] {
  return parseAllDocuments(revealText(text)).map((document) => document.toJS() as unknown);
}
