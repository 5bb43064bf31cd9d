#!/usr/bin/env bash
# What the kubelet and the pod network want of the kernel: no swap, two modules, packets that are forwarded and filtered.
set -euo pipefail

swapoff --all
sed -i -E '/^[^#]\S*\s+\S+\s+swap\s/s/^/# /' /etc/fstab

printf '%s\n' overlay br_netfilter >/etc/modules-load.d/kubernetes.conf
modprobe overlay
modprobe br_netfilter

cat >/etc/sysctl.d/99-kubernetes.conf <<'SETTINGS'
net.ipv4.ip_forward = 1
net.bridge.bridge-nf-call-iptables = 1
net.bridge.bridge-nf-call-ip6tables = 1
SETTINGS
sysctl --quiet --load /etc/sysctl.d/99-kubernetes.conf
