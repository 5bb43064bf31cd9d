import type { KubeadmRun } from '../run.js';

export const WORKER_JOINED: readonly string[] = [
  '',
  'This node has joined the cluster:',
  '* Certificate signing request was sent to apiserver and a response was received.',
  '* The Kubelet was informed of the new secure connection details.',
  '',
  "Run 'kubectl get nodes' on the control-plane to see this node join the cluster.",
  '',
];

/** Printed whatever was skipped; with an external etcd the bullet about the new member is an empty line. */
export function controlPlaneJoined(run: KubeadmRun, stackedEtcd: boolean): readonly string[] {
  return [
    '',
    'This node has joined the cluster and a new control plane instance was created:',
    '',
    '* Certificate signing request was sent to apiserver and approval was received.',
    '* The Kubelet was informed of the new secure connection details.',
    `* ${run.profile.text.controlPlaneBullet} and taint were applied to the new node.`,
    '* The Kubernetes control plane instances scaled up.',
    stackedEtcd ? '* A new etcd member was added to the local/stacked etcd cluster.' : '',
    '',
    'To start administering your cluster from this node, you need to run the following as a regular user:',
    '',
    '\tmkdir -p $HOME/.kube',
    '\tsudo cp -i /etc/kubernetes/admin.conf $HOME/.kube/config',
    '\tsudo chown $(id -u):$(id -g) $HOME/.kube/config',
    '',
    "Run 'kubectl get nodes' to see this node join the cluster.",
    '',
  ];
}
