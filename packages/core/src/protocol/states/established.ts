import { protocolSetup } from '../setup.js';
import { controlPlane } from './control-plane.js';
import { minting } from './credentials.js';
import { network } from './network.js';
import { certificateKey, certificates, etcd, token } from './standings.js';
import { apply } from './steps.js';
import { workers } from './workers.js';

export const established = protocolSetup.createStateConfig({
  meta: {
    title: 'A cluster exists',
    why: 'Credentials, network, control plane and workers proceed side by side; what waits says what for.',
  },
  type: 'parallel',
  entry: [apply('beginConcerns')],
  always: [
    {
      guard: 'certificatesAreRefused',
      actions: [apply('blockOnCertificates')],
      target: 'blocked',
    },
    { guard: 'endpointMustBeRestored', target: 'balancing' },
    { guard: 'everyConcernComplete', target: 'verifying' },
    { guard: 'nothingMoves', actions: [apply('blockOnHalts')], target: 'blocked' },
  ],
  states: { etcd, certificates, token, certificateKey, minting, network, controlPlane, workers },
});
