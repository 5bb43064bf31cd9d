import type { Task } from '../../engine/task.js';
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
    phases: [...ORDER.map(certificatePhase), { name: 'sa', run: ensureServiceAccountKey }],
  };
}

function certificatePhase(name: string): Phase<NodeSetup> {
  return {
    name,
    run(setup) {
      const plan = certificatePlans(setup).find((one) => one.phase === name);
      if (plan === undefined) return skipped(setup, name);
      return plan.kind === 'authority' ? ensureAuthority(setup, plan) : ensureLeaf(setup, plan, 'init');
    },
  };
}

function* skipped({ run }: NodeSetup, name: string): Task<undefined> {
  const what = name === 'apiserver-etcd-client' ? name : name.replace('-', '/');
  const kind = name === 'etcd-ca' ? 'certificate authority generation' : 'certificate generation';
  run.out(`[certs] External etcd mode: Skipping ${what} ${kind}`);
  return undefined;
}
