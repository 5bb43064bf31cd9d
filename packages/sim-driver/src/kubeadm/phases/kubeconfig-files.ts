import { millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { issueCertificate } from '../../pki/authority.js';
import { decodeCertificate, encodeCertificate, encodePrivateKey } from '../../pki/certificate.js';
import { parseKubeconfig, renderKubeconfig } from '../../pki/kubeconfig.js';
import type { Failure } from '../failure.js';
import type { Phase } from '../run.js';
import { readAuthority } from './certificate-files.js';
import { KUBERNETES_DIR, clusterServer, localServer } from './node-setup.js';
import type { NodeSetup } from './node-setup.js';

const KEY_PAIR_US = millis(200);

interface KubeconfigPlan {
  readonly file: string;
  /** Name of the sub-phase of init. */
  readonly phase: string;
  readonly user: string;
  readonly organizations: readonly string[];
  readonly server: string;
}

export type KubeconfigFile =
  'admin.conf' | 'super-admin.conf' | 'kubelet.conf' | 'controller-manager.conf' | 'scheduler.conf';

function plan(setup: NodeSetup, file: KubeconfigFile): KubeconfigPlan {
  const { run, node, local } = setup;
  const { files } = run.profile;
  const phase = file.replace('.conf', '');
  switch (file) {
    case 'admin.conf':
      return {
        file,
        phase,
        user: 'kubernetes-admin',
        organizations: [files.adminOrganization],
        server: clusterServer(setup),
      };
    case 'super-admin.conf':
      return {
        file,
        phase,
        user: 'kubernetes-super-admin',
        organizations: ['system:masters'],
        server: clusterServer(setup),
      };
    case 'kubelet.conf':
      return {
        file,
        phase,
        user: `system:node:${node.name}`,
        organizations: ['system:nodes'],
        server: files.localKubeletServer ? localServer(local) : clusterServer(setup),
      };
    case 'controller-manager.conf':
      return {
        file,
        phase,
        user: 'system:kube-controller-manager',
        organizations: [],
        server: localServer(local),
      };
    case 'scheduler.conf':
      return { file, phase, user: 'system:kube-scheduler', organizations: [], server: localServer(local) };
  }
}

/** Writes a kubeconfig with a client certificate of its own, or keeps the one that is there when its CA is the cluster's. */
export function* ensureKubeconfig(setup: NodeSetup, file: KubeconfigFile): Task<Failure | undefined> {
  const { run, cluster } = setup;
  const { user, organizations, server } = plan(setup, file);
  const path = `${KUBERNETES_DIR}/${file}`;
  const ca = readAuthority(run, cluster.certificatesDir, 'ca');
  if (ca === undefined) {
    return {
      cause: `couldn't create a kubeconfig; the CA files couldn't be loaded: failed to load key: couldn't load the certificate file ${cluster.certificatesDir}/ca.crt`,
    };
  }
  const existing = parseKubeconfig(run.host.disk.text(path) ?? '');
  if (existing !== undefined) {
    if (decodeCertificate(existing.caPem)?.keyId !== ca.keyId) {
      return {
        cause: `a kubeconfig file ${JSON.stringify(path)} exists already but has got the wrong CA cert`,
      };
    }
    if (existing.server !== server) {
      run.warn(
        'kubeconfig.go:229',
        `a kubeconfig file ${JSON.stringify(path)} exists already but has an unexpected API Server URL: expected: ${server}, got: ${existing.server}`,
      );
    }
    run.out(`[kubeconfig] Using existing kubeconfig file: ${JSON.stringify(path)}`);
    return undefined;
  }
  run.out(`[kubeconfig] Writing "${file}" kubeconfig file`);
  yield* run.work(KEY_PAIR_US);
  const subject = { commonName: user, organizations };
  const certificate = issueCertificate(ca, subject, run.rng, run.host.clock(), cluster.certificateLifetimeUs);
  const content = renderKubeconfig({
    server,
    caPem: encodeCertificate(ca),
    user,
    clientCertificatePem: encodeCertificate(certificate),
    clientKeyPem: encodePrivateKey(certificate.keyId),
  });
  yield* run.write(path, content);
  return undefined;
}

/** `kubeadm init phase kubeconfig`. */
export function kubeconfigPhase(superAdmin: boolean): Phase<NodeSetup> {
  const files: readonly KubeconfigFile[] = [
    'admin.conf',
    ...(superAdmin ? (['super-admin.conf'] as const) : []),
    'kubelet.conf',
    'controller-manager.conf',
    'scheduler.conf',
  ];
  return {
    name: 'kubeconfig',
    *run({ run }) {
      run.out(`[kubeconfig] Using kubeconfig folder "${KUBERNETES_DIR}"`);
      return undefined;
    },
    phases: files.map((file) => ({
      name: file.replace('.conf', ''),
      run: (setup: NodeSetup) => ensureKubeconfig(setup, file),
    })),
  };
}
