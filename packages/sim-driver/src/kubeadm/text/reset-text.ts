import type { VersionProfile } from '../version-profile.js';

const CONF = '/etc/kubernetes/';

/** The files that `reset` deletes, in the order in which it lists them. */
export function deletedFiles(profile: VersionProfile): readonly string[] {
  const names = profile.files.superAdminConf
    ? [
        'admin.conf',
        'super-admin.conf',
        'kubelet.conf',
        'bootstrap-kubelet.conf',
        'controller-manager.conf',
        'scheduler.conf',
      ]
    : ['admin.conf', 'kubelet.conf', 'bootstrap-kubelet.conf', 'controller-manager.conf', 'scheduler.conf'];
  return names.map((name) => CONF + name);
}

const NOTES = [
  '',
  'The reset process does not clean CNI configuration. To do so, you must remove /etc/cni/net.d',
  '',
  'The reset process does not reset or clean up iptables rules or IPVS tables.',
  'If you wish to reset iptables, you must do so manually by using the "iptables" command.',
  '',
  'If your cluster was setup to utilize IPVS, run ipvsadm --clear (or similar)',
  "to reset your system's IPVS tables.",
  '',
  'The reset process does not clean your kubeconfig files and you must remove them manually.',
  'Please, check the contents of the $HOME/.kube/config file.',
];

const PARAGRAPH = [
  '',
  'The reset process does not perform cleanup of CNI plugin configuration,',
  'network filtering rules and kubeconfig files.',
  '',
  'For information on how to perform this cleanup manually, please see:',
  '    https://k8s.io/docs/reference/setup-tools/kubeadm/kubeadm-reset/',
];

/** What reset leaves to the operator. */
export function resetEpilogue(profile: VersionProfile): readonly string[] {
  return profile.text.reset === 'paragraph' ? PARAGRAPH : NOTES;
}
