import type { KubeadmRun } from '../run.js';
import type { JoinCommand } from './join-command.js';
import { controlPlaneJoinCommand, workerJoinCommand } from './join-command.js';

const START = [
  '',
  'Your Kubernetes control-plane has initialized successfully!',
  '',
  'To start using your cluster, you need to run the following as a regular user:',
  '',
  '  mkdir -p $HOME/.kube',
  '  sudo cp -i /etc/kubernetes/admin.conf $HOME/.kube/config',
  '  sudo chown $(id -u):$(id -g) $HOME/.kube/config',
  '',
  'Alternatively, if you are the root user, you can run:',
  '',
  '  export KUBECONFIG=/etc/kubernetes/admin.conf',
  '',
  'You should now deploy a pod network to the cluster.',
  'Run "kubectl apply -f [podnetwork].yaml" with one of the options listed at:',
  '  https://kubernetes.io/docs/concepts/cluster-administration/addons/',
  '',
];

const KEY_ADVICE = [
  '',
  'Please note that the certificate-key gives access to cluster sensitive data, keep it secret!',
  'As a safeguard, uploaded-certs will be deleted in two hours; If necessary, you can use',
  '"kubeadm init phase upload-certs --upload-certs" to reload certs afterward.',
  '',
];

/** The block at the end of `kubeadm init`; without a control-plane endpoint it says nothing of further masters. */
export function initDone(
  run: KubeadmRun,
  command: JoinCommand,
  options: { readonly hasEndpoint: boolean; readonly certificateKey: string | undefined },
): readonly string[] {
  return [
    ...START,
    ...furtherControlPlanes(run, command, options),
    'Then you can join any number of worker nodes by running the following on each as root:',
    '',
    workerJoinCommand(run, command),
  ];
}

function furtherControlPlanes(
  run: KubeadmRun,
  command: JoinCommand,
  {
    hasEndpoint,
    certificateKey,
  }: { readonly hasEndpoint: boolean; readonly certificateKey: string | undefined },
): readonly string[] {
  if (!hasEndpoint) return [];
  const join = controlPlaneJoinCommand(run, command, certificateKey);
  if (certificateKey !== undefined) return [run.profile.text.joinControlPlaneLead, '', join, ...KEY_ADVICE];
  return [
    'You can now join any number of control-plane nodes by copying certificate authorities',
    'and service account keys on each node and then running the following as root:',
    '',
    join,
    '',
  ];
}
