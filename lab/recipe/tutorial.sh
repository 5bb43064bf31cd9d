#!/usr/bin/env bash
# The tutorial as a plain serial script, which is what people have today: tutorial.sh SSH_KEY KNOWN_HOSTS CNI_MANIFEST
# Runs inside the lab's network. Prints the seconds of each remote kubeadm, and of the whole, as JSON.
set -euo pipefail

readonly key=$1 known_hosts=$2 cni=$3
readonly ignore=--ignore-preflight-errors=SystemVerification,ImagePull

on() {
  local address=$1
  shift
  ssh -i "$key" -o UserKnownHostsFile="$known_hosts" "ops@$address" sudo "$@"
}

declare -A seconds
timed() {
  local name=$1 began=$EPOCHREALTIME
  shift
  "$@" >"$output" 2>&1 || { cat "$output" >&2 && exit 1; }
  seconds[$name]=$(bc <<<"scale=2; ($EPOCHREALTIME - $began) / 1")
}

output=$(mktemp)
trap 'rm -f "$output"' EXIT
began=$EPOCHREALTIME

on 192.168.56.4 tee /etc/nginx/nginx.conf >/dev/null <<'NGINX'
load_module modules/ngx_stream_module.so;
events {}
stream {
  upstream masters { server 192.168.56.5:6443; server 192.168.56.6:6443; server 192.168.56.7:6443; }
  server { listen 6443; proxy_pass masters; }
}
NGINX
on 192.168.56.4 systemctl restart nginx

# kubeadm before 1.22 leaves the kubelet at cgroupfs, and containerd is told to use systemd.
for host in 5 6 7 8 9; do on "192.168.56.$host" tee /etc/default/kubelet >/dev/null <<<'KUBELET_EXTRA_ARGS=--cgroup-driver=systemd'; done

timed init on 192.168.56.5 kubeadm init --apiserver-advertise-address=192.168.56.5 --control-plane-endpoint=192.168.56.4:6443 \
  --pod-network-cidr=10.244.0.0/16 --kubernetes-version=v1.20.2 --upload-certs "$ignore"
join=$(grep -A1 -m1 '^kubeadm join\|^  kubeadm join' "$output" | tr -d '\\\n')
certificate_key=$(grep -oE -m1 'certificate-key [0-9a-f]{64}' "$output")
# shellcheck disable=SC2086 # the words of the printed command are meant to be split
for worker in 8 9; do timed "node$((worker - 7))" on "192.168.56.$worker" $join "$ignore"; done
# shellcheck disable=SC2086
for master in 6 7; do
  timed "master$((master - 4))" on "192.168.56.$master" $join --control-plane "--$certificate_key" \
    "--apiserver-advertise-address=192.168.56.$master" "$ignore"
done
on 192.168.56.5 kubectl --kubeconfig=/etc/kubernetes/admin.conf apply -f - <"$cni" >/dev/null
on 192.168.56.5 kubectl --kubeconfig=/etc/kubernetes/admin.conf wait --for=condition=Ready nodes --all --timeout=180s >/dev/null

jq -n --argjson total "$(bc <<<"scale=2; ($EPOCHREALTIME - $began) / 1")" \
  "{totalSeconds: \$total, kubeadmSeconds: {$(for name in "${!seconds[@]}"; do printf '%s: %s,' "$name" "${seconds[$name]}"; done | sed 's/,$//')}}"
