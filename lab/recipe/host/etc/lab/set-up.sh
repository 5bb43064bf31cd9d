#!/bin/sh
# What a machine of its own would have: writable cgroup controllers, shared mounts, an address, a kernel that forwards.
set -eu
. /etc/lab/host.env

for controller in cpu cpuacct cpuset memory devices freezer blkio pids; do
  # `bind` matters: without it the kernel refuses with "mount point is busy".
  mount -o remount,bind,rw "/sys/fs/cgroup/$controller" 2>/dev/null || true
done
mount --make-rshared /

ip link set lo up
ip link set host0 name eth1
ip address add "$LAB_ADDRESS/24" dev eth1
ip link set eth1 up
# kubeadm wants a default route to exist; nothing is routed out of the lab.
ip route add default via "$LAB_GATEWAY" dev eth1
echo 1 >/proc/sys/net/ipv4/ip_forward
