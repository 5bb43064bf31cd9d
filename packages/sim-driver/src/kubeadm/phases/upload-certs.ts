import { MICROS_PER_SECOND } from '../../engine/scheduler.js';
import { seconds } from '../../engine/scheduler.js';
import { encodeBootstrapToken, tokenSecretName } from '../../kubernetes/bootstrap-token.js';
import type { NewKubeObject } from '../../kubernetes/client.js';
import { encodeSecretData } from '../../kubernetes/secret-data.js';
import { seal } from '../../pki/sealed.js';
import { KUBEADM_CERTS, certificateKeyProblem, sharedFiles } from '../cluster/certificate-secret.js';
import { applyAll, persist } from '../cluster/kube-access.js';
import { BOOTSTRAPPERS, groups, roleAndBinding } from '../cluster/rbac.js';
import type { Phase } from '../run.js';
import type { InitContext } from './init-context.js';
import { newToken } from './init-context.js';
import { KUBE_SYSTEM } from './upload-config.js';

/** kubeadm: the uploaded certificates live for two hours. */
const LIFETIME_US = seconds(7200);
export const PROXY_DESCRIPTION = 'Proxy for managing TTL for the kubeadm-certs secret';

/** `kubeadm init phase upload-certs`: the CAs and keys that further control-plane hosts need, sealed with a key. */
export function uploadCertsPhase(): Phase<InitContext> {
  return {
    name: 'upload-certs',
    *run(context) {
      const { run, cluster } = context;
      if (!context.uploadCerts) {
        run.out('[upload-certs] Skipping phase. Please see --upload-certs');
        return undefined;
      }
      const kube = context.kube();
      if (!kube.ok) return kube.failure;
      const { disk } = run.host;
      const external = ['ca', 'front-proxy-ca'].some(
        (base) =>
          disk.exists(`${cluster.certificatesDir}/${base}.crt`) &&
          !disk.exists(`${cluster.certificatesDir}/${base}.key`),
      );
      if (external)
        return { cause: "can't use upload-certs with an external CA or an external front-proxy CA" };
      const key = context.certificateKey;
      const problem = certificateKeyProblem(key);
      if (problem !== undefined) return { cause: `error uploading certs: ${problem}` };
      run.out(
        '[upload-certs] Storing the certificates in Secret "kubeadm-certs" in the "kube-system" Namespace',
      );

      const [id = '', secret = ''] = newToken(run).split('.');
      const nowUs = run.host.clock();
      const proxy = encodeBootstrapToken({
        id,
        secret,
        description: PROXY_DESCRIPTION,
        expiresUs: nowUs - (nowUs % MICROS_PER_SECOND) + LIFETIME_US,
        authentication: false,
        signing: false,
        groups: [],
      });
      const { write } = run.profile.timing.apiCallTimeoutUs;
      const created = yield* persist(run, write, () => kube.value.apply(proxy));
      if (!created.ok)
        return { cause: `error uploading certs: error to create bootstrap token: ${created.error.message}` };
      const data: Record<string, string> = {};
      for (const { entry, path } of sharedFiles(cluster)) {
        const content = disk.text(path);
        // A missing file becomes an empty entry, without a word.
        data[entry] = content === undefined ? '' : seal(content, key);
      }
      const certs: NewKubeObject = {
        kind: 'Secret',
        namespace: KUBE_SYSTEM,
        name: KUBEADM_CERTS,
        owners: [{ kind: 'Secret', name: tokenSecretName(id), uid: created.value.object.uid }],
        body: { type: 'Opaque', data: encodeSecretData(data) },
      };
      const rule = { resource: 'secrets', names: [KUBEADM_CERTS], verbs: ['get'] };
      const role = roleAndBinding(KUBE_SYSTEM, 'kubeadm:kubeadm-certs', rule, groups(BOOTSTRAPPERS));
      const failure = yield* applyAll(run, kube.value, [certs, ...role], 'error uploading certs');
      if (failure !== undefined) return failure;
      run.out(
        '[upload-certs] Using certificate key:',
        context.hides.certificateKey ? '<value withheld>' : key,
      );
      return undefined;
    },
  };
}
