import { rememberByText } from '../../engine/remember.js';
import type { Host } from '../../host/host.js';
import { CONTAINERD_SOCKET } from './runtime-socket.js';

export const KUBELET_CONFIG = '/var/lib/kubelet/config.yaml';
export const KUBELET_CONF = '/etc/kubernetes/kubelet.conf';
export const BOOTSTRAP_CONF = '/etc/kubernetes/bootstrap-kubelet.conf';
export const CLIENT_PEM = '/var/lib/kubelet/pki/kubelet-client-current.pem';
/** Swap that is in use; a kubelet with the configuration of kubeadm does not start with any. */
export const SWAPS = '/proc/swaps';
/** Read by the systemd drop-in of the kubeadm packages, the second one after the first. */
const FLAG_FILES = ['/var/lib/kubelet/kubeadm-flags.env', '/etc/default/kubelet'];

const hostnameOverride = rememberByText((text) => /--hostname-override[= ]([^\s"]+)/.exec(text)?.[1]);
const nodeIp = rememberByText((text) => /--node-ip[= ]([^\s"]+)/.exec(text)?.[1]);
const endpoint = rememberByText((text) => /--container-runtime-endpoint[= ]([^\s"]+)/.exec(text)?.[1]);

/** A flag of the kubelet's command line, as kubeadm or the operator set it. */
function kubeletFlag(host: Host, read: (text: string) => string | undefined): string | undefined {
  let value: string | undefined;
  for (const file of FLAG_FILES) {
    const text = host.disk.text(file);
    if (text !== undefined) value = read(text) ?? value;
  }
  return value;
}

export function nodeName(host: Host): string {
  return (kubeletFlag(host, hostnameOverride) ?? host.hostname).toLowerCase();
}

/** `--node-ip`, else the address of the first NIC. */
export function nodeAddress(host: Host): string {
  return kubeletFlag(host, nodeIp) ?? host.addresses[0] ?? '127.0.0.1';
}

/** Where its container runtime listens, as kubeadm has written it. */
export function runtimeEndpoint(host: Host): string {
  return kubeletFlag(host, endpoint) ?? CONTAINERD_SOCKET;
}
