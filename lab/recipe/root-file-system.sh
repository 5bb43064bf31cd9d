#!/usr/bin/env bash
# Makes the root file system that every lab host starts from: root-file-system.sh OUTPUT_DIR KUBERNETES_BIN_DIR
# A host prepared as the tutorial prepares its machines: containerd with CNI plugins, kubelet, kubeadm, kubectl, etcdctl.
set -euo pipefail

readonly output=$1 kubernetes=$2
recipe=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly recipe
mirror=$(apt-get indextargets --format '$(SITE)' | grep -v security | head -1)

packages=(
  systemd systemd-sysv dbus openssh-server sudo iproute2 iptables ebtables ethtool socat conntrack kmod procps
  containerd runc containernetworking-plugins etcd-client openssl ca-certificates curl mount netcat-openbsd
  nginx-light libnginx-mod-stream haproxy
)
readonly root="$output.unfinished"
rm -rf "$root"
debootstrap --variant=minbase --include="$(IFS=, && echo "${packages[*]}")" bookworm "$root" "$mirror" >"$root.log" 2>&1 ||
  { tail -20 "$root.log" >&2 && exit 1; }
rm -f "$root.log" "$root"/var/cache/apt/archives/*.deb "$root"/etc/ssh/ssh_host_*

install -m 0755 -t "$root/usr/bin" "$kubernetes"/{kubeadm,kubelet,kubectl}
install -m 0755 "$recipe/host/crictl" "$root/usr/bin/crictl"
install -d "$root/opt/cni/bin" && cp "$root"/usr/lib/cni/* "$root/opt/cni/bin/"

cp -r "$recipe/host/etc/." "$root/etc/"
chmod 0755 "$root"/etc/lab/*.sh
# People log in as `ops` and become root with sudo, as on the machines that Vagrant makes.
chroot "$root" useradd --create-home --shell /bin/bash ops
install -m 0440 /dev/stdin "$root/etc/sudoers.d/ops" <<<'ops ALL=(ALL) NOPASSWD: ALL'
# Each host proves its identity with keys, a machine-id and a host name of its own.
: >"$root/etc/machine-id"
ln -sf /etc/machine-id "$root/var/lib/dbus/machine-id"
for unit in nginx haproxy etcd; do
  rm -f "$root/etc/systemd/system/multi-user.target.wants/$unit.service"
done
chroot "$root" systemctl --quiet enable lab-network.service containerd.service kubelet.service ssh.service
# Timers that would use the disk and the network behind the back of a test.
chroot "$root" systemctl --quiet mask apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer fstrim.timer systemd-timesyncd.service \
  systemd-udevd.service systemd-udevd-kernel.socket systemd-udevd-control.socket sys-kernel-debug.mount sys-kernel-tracing.mount

rm -rf "$output" && mv "$root" "$output"
