#!/usr/bin/env bash
# containerd, with the cgroup driver that the kubelet uses (systemd) and the place where the CNI plugins really are: Debian's
# own default is /usr/lib/cni, the packages of the Kubernetes project and every CNI manifest use /opt/cni/bin.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

if ! command -v containerd >/dev/null; then
  apt-get update --quiet=2
  apt-get install --yes --quiet=2 --no-install-recommends containerd runc
fi

mkdir -p /etc/containerd
cat >/etc/containerd/config.toml.new <<'CONFIG'
version = 2

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.k8s.io/pause:3.10"

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/opt/cni/bin"
  conf_dir = "/etc/cni/net.d"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  SystemdCgroup = true
CONFIG

if cmp --silent /etc/containerd/config.toml.new /etc/containerd/config.toml; then
  rm /etc/containerd/config.toml.new
else
  mv /etc/containerd/config.toml.new /etc/containerd/config.toml
  systemctl restart containerd
fi
systemctl enable --now --quiet containerd
