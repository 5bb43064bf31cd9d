import { KUBEADM_CERTS } from '../../kubeadm/cluster/certificate-secret.js';
import { decodeBootstrapToken, TOKEN_NAMESPACE } from '../../kubernetes/bootstrap-token.js';
import type { FaultDefinition } from '../fault.js';
import type { Administrator } from './as-administrator.js';
import { asAdministrator } from './as-administrator.js';
import { rewrite, wholeSeconds } from './tokens.js';

const deleteUploadedCertificates: FaultDefinition = {
  kind: 'delete-certs',
  title: 'somebody deletes Secret kubeadm-certs, from which masters get their keys when they join',
  scope: 'credentials',
  timing: 'once',
  aftermath: 'heals',
  args: [],
  apply({ world }) {
    asAdministrator(world, function* ({ client }) {
      const gone = yield* client.delete('Secret', TOKEN_NAMESPACE, KUBEADM_CERTS);
      if (gone.ok) world.record('secret.deleted', undefined, { name: KUBEADM_CERTS });
    });
    return undefined;
  },
};

const expireUploadedCertificates: FaultDefinition = {
  kind: 'expire-certs',
  title: 'the two hours of Secret kubeadm-certs are over now; it is collected',
  scope: 'credentials',
  timing: 'once',
  aftermath: 'heals',
  args: [],
  apply({ world }) {
    asAdministrator(world, (administrator) =>
      rewrite(administrator, ownersOf(administrator), (token) => ({
        ...token,
        expiresUs: wholeSeconds(world.scheduler.now()),
      })),
    );
    return undefined;
  },
};

/** The tokens whose end is the end of kubeadm-certs. */
function ownersOf({ service }: Administrator) {
  const secrets = service.cached('Secret');
  const owners = secrets.find(({ name }) => name === KUBEADM_CERTS)?.owners ?? [];
  return secrets
    .filter(({ uid }) => owners.some((owner) => owner.uid === uid))
    .flatMap((secret) => decodeBootstrapToken(secret) ?? []);
}

export const UPLOAD_FAULTS: readonly FaultDefinition[] = [
  deleteUploadedCertificates,
  expireUploadedCertificates,
];
