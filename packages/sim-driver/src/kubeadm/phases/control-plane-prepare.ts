import { millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { decodeSecretData } from '../../kubernetes/secret-data.js';
import { unseal } from '../../pki/sealed.js';
import { KUBEADM_CERTS, certificateKeyProblem, sharedFiles } from '../cluster/certificate-secret.js';
import { persist } from '../cluster/kube-access.js';
import type { Failure } from '../failure.js';
import type { KubeadmRun, Phase } from '../run.js';
import { ensureLeaf, ensureServiceAccountKey } from './certificate-files.js';
import type { CertificatePlan } from './certificate-plan.js';
import { certificatePlans } from './certificate-plan.js';
import { controlPlanePhase } from './control-plane.js';
import type { JoinContext } from './join-context.js';
import { ensureKubeconfig } from './kubeconfig-files.js';
import type { NodeSetup } from './node-setup.js';
import { KUBERNETES_DIR } from './node-setup.js';
import { KUBE_SYSTEM } from './upload-config.js';
import { onSetup } from './setup-phase.js';

/** `join phase control-plane-prepare`: everything on disk that the control plane needs, before the kubelet starts. */
export function controlPlanePreparePhase(): Phase<JoinContext> {
  return {
    name: 'control-plane-prepare',
    phases: [
      {
        name: 'download-certs',
        *run(context) {
          const key = context.config.controlPlane?.certificateKey;
          return key === undefined ? undefined : yield* downloadCertificates(context, key);
        },
      },
      {
        name: 'certs',
        *run(context) {
          const setup = yield* context.setup();
          if (!setup.ok) return setup.failure;
          const { run } = context;
          run.out(`[certs] Using certificateDir folder "${setup.value.cluster.certificatesDir}"`);
          for (const plan of inMapOrder(run, certificatePlans(setup.value))) {
            // CAs are shared, never made here; one that is missing fails the leaf that needs it.
            const failure = plan.kind === 'leaf' ? yield* ensureLeaf(setup.value, plan, 'join') : undefined;
            if (failure !== undefined) return { cause: `error creating PKI assets: ${failure.cause}` };
          }
          run.out(
            `[certs] Valid certificates and keys now exist in "${setup.value.cluster.certificatesDir}"`,
          );
          return yield* ensureServiceAccountKey(setup.value);
        },
      },
      {
        name: 'kubeconfig',
        *run(context) {
          const setup = yield* context.setup();
          if (!setup.ok) return setup.failure;
          context.run.out(
            '[kubeconfig] Generating kubeconfig files',
            `[kubeconfig] Using kubeconfig folder "${KUBERNETES_DIR}"`,
          );
          for (const file of ['admin.conf', 'controller-manager.conf', 'scheduler.conf'] as const) {
            const failure = yield* ensureKubeconfig(setup.value, file);
            if (failure !== undefined)
              return { cause: `error generating kubeconfig files: ${failure.cause}` };
          }
          return undefined;
        },
      },
      onSetup(controlPlanePhase()),
    ],
  };
}

/** The order in which join makes certificates is that of a Go map: a different one each time. */
function inMapOrder(run: KubeadmRun, plans: readonly CertificatePlan[]): readonly CertificatePlan[] {
  const left = [...plans];
  const order: CertificatePlan[] = [];
  while (left.length > 0) order.push(...left.splice(run.rng.integer(0, left.length - 1), 1));
  return order;
}

function* downloadCertificates(context: JoinContext, key: string): Task<Failure | undefined> {
  const { run } = context;
  const setup = yield* context.setup();
  if (!setup.ok) return setup.failure;
  const kube = yield* context.bootstrapClient();
  if (!kube.ok) return kube.failure;
  run.out(
    '[download-certs] Downloading the certificates in Secret "kubeadm-certs" in the "kube-system" Namespace',
  );
  const failure = (cause: string): Failure => ({ cause: `error downloading certs: ${cause}` });
  const { read } = run.profile.timing.apiCallTimeoutUs;
  const secret = yield* persist(
    run,
    read,
    () => kube.value.get('Secret', KUBE_SYSTEM, KUBEADM_CERTS),
    ({ reason }) => reason === 'NotFound' || reason === 'Unauthorized' || reason === 'Forbidden',
  );
  if (!secret.ok) {
    return failure(
      secret.error.reason === 'NotFound'
        ? 'error downloading the secret: Secret "kubeadm-certs" was not found in the "kube-system" Namespace. This Secret might have expired. Please, run `kubeadm init phase upload-certs --upload-certs` on a control plane to generate a new one'
        : `error downloading the secret: ${secret.error.message}`,
    );
  }
  const unusable = certificateKeyProblem(key);
  if (unusable !== undefined)
    return failure(
      unusable.startsWith('crypto') ? `error decoding secret data with provided key: ${unusable}` : unusable,
    );
  const opened = openEntries(decodeSecretData(secret.value), setup.value, key);
  if (typeof opened === 'string') return failure(opened);
  if (run.profile.text.savesCertsLine) {
    run.out(
      `[download-certs] Saving the certificates to the folder: "${setup.value.cluster.certificatesDir}"`,
    );
  }
  yield* run.work(OPEN_US);
  for (const { path, content, mode } of opened) yield* run.write(path, content, mode);
  return undefined;
}

const OPEN_US = millis(20);

interface DownloadedFile {
  readonly path: string;
  readonly mode: number;
  readonly content: string;
}

/** All entries are opened before the first file is written; empty ones are skipped without a word. */
function openEntries(
  data: Readonly<Record<string, string>>,
  { cluster }: NodeSetup,
  key: string,
): readonly DownloadedFile[] | string {
  const files: DownloadedFile[] = [];
  for (const { entry, path, mode } of sharedFiles(cluster)) {
    const sealed = data[entry];
    if (sealed === undefined) {
      return `the Secret does not include the required certificate or key - name: ${entry}, path: ${path}`;
    }
    if (sealed === '') continue;
    const content = unseal(sealed, key);
    if (content === undefined)
      return 'error decoding secret data with provided key: cipher: message authentication failed';
    files.push({ path, mode, content });
  }
  return files;
}
