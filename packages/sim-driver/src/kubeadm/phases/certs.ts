import type { Phase } from '../run.js';
import { certificatePlans } from './certificate-plan.js';
import { ensureAuthority, ensureLeaf, ensureServiceAccountKey } from './certificate-files.js';
import type { NodeSetup } from './node-setup.js';

const STACKED_ETCD = [
  'etcd-ca',
  'etcd-server',
  'etcd-peer',
  'etcd-healthcheck-client',
  'apiserver-etcd-client',
];
const ORDER = [
  'ca',
  'apiserver',
  'apiserver-kubelet-client',
  'front-proxy-ca',
  'front-proxy-client',
  ...STACKED_ETCD,
];

/** `kubeadm init phase certs`: CAs, leaf certificates, service account key. Files that fit are used as they are. */
export function certsPhase(): Phase<NodeSetup> {
  return {
    name: 'certs',
    *run({ run, cluster }) {
      run.out(`[certs] Using certificateDir folder "${cluster.certificatesDir}"`);
      return undefined;
    },
    phases: [
      ...ORDER.map(certificatePhase),
      {
        name: 'sa',
        *run(setup) {
          return yield* ensureServiceAccountKey(setup);
        },
      },
    ],
  };
}

function certificatePhase(name: string): Phase<NodeSetup> {
  return {
    name,
    *run(setup) {
      const plan = certificatePlans(setup).find((one) => one.phase === name);
      if (plan === undefined) {
        const what = name.replace('-', '/');
        const kind = name === 'etcd-ca' ? 'certificate authority generation' : 'certificate generation';
        setup.run.out(
          `[certs] External etcd mode: Skipping ${name === 'apiserver-etcd-client' ? name : what} ${kind}`,
        );
        return undefined;
      }
      return plan.kind === 'authority'
        ? yield* ensureAuthority(setup, plan)
        : yield* ensureLeaf(setup, plan, 'init');
    },
  };
}
