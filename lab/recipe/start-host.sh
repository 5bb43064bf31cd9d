#!/usr/bin/env bash
# Boots one lab host and becomes its container manager: start-host.sh NAMESPACE BRIDGE NAME ROOT VAR
# ROOT is the root file system, VAR its /var: a plain directory, because kubelet and containerd refuse to live on an overlay.
set -euo pipefail

readonly namespace=$1 bridge=$2 name=$3 root=$4 var=$5

# cgroup v1: kubelets that share a hierarchy see, and delete, each other's pods. The named one of systemd counts too.
for controller in cpu cpuacct cpuset memory devices freezer blkio pids systemd unified; do
  parent=/sys/fs/cgroup/$controller
  [[ -d $parent ]] || continue
  mkdir -p "$parent/quorate-lab-$name"
  if [[ $controller == cpuset ]]; then
    cat "$parent/cpuset.cpus" >"$parent/quorate-lab-$name/cpuset.cpus"
    cat "$parent/cpuset.mems" >"$parent/quorate-lab-$name/cpuset.mems"
  fi
  echo $$ >"$parent/quorate-lab-$name/cgroup.procs"
done

# Not `ip netns exec`: it mounts /sys anew, which systemd-nspawn does not survive.
export SYSTEMD_NSPAWN_API_VFS_WRITABLE=1
exec nsenter --net="/run/netns/$namespace" systemd-nspawn --quiet --register=no --keep-unit --directory="$root" --machine="$name" \
  --bind="$var:/var" --network-bridge="$bridge" --capability=all --system-call-filter=@known --bind=/dev/kmsg \
  --resolv-conf=off --timezone=off --boot
