#!/usr/bin/env bash
# Both cards have an address; the node's is NODE_IP. Left to itself the kubelet takes the card with the default route, which
# on VirtualBox has the same address on every machine.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

# kubeadm's preflight asks for these; the packages only recommend some of them.
apt-get install --yes --quiet=2 --no-install-recommends conntrack ebtables ethtool iptables socat

wanted="KUBELET_EXTRA_ARGS=--node-ip=$NODE_IP"
if [[ ! -f /etc/default/kubelet || $(</etc/default/kubelet) != "$wanted" ]]; then
  printf '%s\n' "$wanted" >/etc/default/kubelet
  systemctl try-restart kubelet
fi
systemctl enable --quiet kubelet
