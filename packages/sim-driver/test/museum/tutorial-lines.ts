/** The commands of the usual tutorial for a highly available cluster, as it has them typed. */
export function init(host: string, more = ''): string {
  return `${host}: kubeadm init --kubernetes-version=$VERSION --control-plane-endpoint=$ENDPOINT --apiserver-advertise-address=$ADDRESS --pod-network-cidr=$PODS --upload-certs${more}`;
}

export function joinMaster(host: string): string {
  return `${joinWorker(host)} --control-plane --certificate-key $KEY --apiserver-advertise-address $ADDRESS`;
}

function joinWorker(host: string): string {
  return `${host}: kubeadm join $ENDPOINT --token $TOKEN --discovery-token-ca-cert-hash $HASH`;
}
