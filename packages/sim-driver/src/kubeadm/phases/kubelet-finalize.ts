import { parseKubeconfig, renderKubeconfig } from '../../pki/kubeconfig.js';
import type { Phase } from '../run.js';
import type { InitContext } from './init-context.js';
import { startKubelet } from './kubelet-service.js';
import { KUBELET_CONF, KUBELET_DIR } from './node-setup.js';

const CLIENT_PEM = `${KUBELET_DIR}/pki/kubelet-client-current.pem`;

/** `kubeadm init phase kubelet-finalize`: from the embedded certificate to the one that the kubelet rotates. */
export function kubeletFinalizePhase(): Phase<InitContext> {
  return {
    name: 'kubelet-finalize',
    phases: [
      {
        name: 'experimental-cert-rotation',
        *run({ run }) {
          // Without the kubelet's own certificate, rotation is taken to be off.
          if (!run.host.disk.exists(CLIENT_PEM)) return undefined;
          const config = parseKubeconfig(run.host.disk.text(KUBELET_CONF) ?? '');
          if (config === undefined) return { cause: `could not load ${JSON.stringify(KUBELET_CONF)}` };
          run.out(
            `[kubelet-finalize] Updating "${KUBELET_CONF}" to point to a rotatable kubelet client certificate and key`,
          );
          const { server, caPem, user } = config;
          yield* run.write(
            KUBELET_CONF,
            renderKubeconfig({ server, caPem, user, clientCertificateFile: CLIENT_PEM }),
          );
          yield* startKubelet(run);
          return undefined;
        },
      },
    ],
  };
}
