export {
  ADMIN_CONF,
  APISERVER_CERTIFICATE,
  CLUSTER_CA,
  ETCD_MANIFEST,
  KUBELET_CONF,
} from '../../decisions/kubernetes-files.js';

export const PKI = '/etc/kubernetes/pki';
/** Kept up to date by the kubelet itself; kubeadm neither lists nor renews it. */
export const KUBELET_CLIENT_CERTIFICATE = '/var/lib/kubelet/pki/kubelet-client-current.pem';
