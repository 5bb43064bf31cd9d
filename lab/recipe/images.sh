#!/usr/bin/env bash
# Packs the images of a kubeadm 1.20.2 cluster without a registry: images.sh OUTPUT_DIR KUBERNETES_BIN_DIR ROOT_FILE_SYSTEM
# One docker-archive per image, of one layer each. coredns is not in Debian: its image is left out, its pods stay pending.
set -euo pipefail

readonly output=$1 kubernetes=$2 root=$3
work=$(mktemp -d -p "$(dirname "$output")" images-XXXXXX)
readonly work
trap 'rm -rf "$work"' EXIT
mkdir -p "$output"

# image NAME ENTRYPOINT_JSON: packs what lies in $work/layer, then empties it.
image() {
  local name=$1 entrypoint=$2 tar=$work/image digest
  mkdir -p "$tar"
  tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$work/layer" -cf "$tar/layer.tar" .
  digest=$(sha256sum "$tar/layer.tar" | cut -d' ' -f1)
  jq -n --arg digest "sha256:$digest" --argjson entrypoint "$entrypoint" \
    '{architecture: "amd64", os: "linux", config: {Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]}, rootfs: {type: "layers", diff_ids: [$digest]}}
     | if $entrypoint == null then . else .config.Entrypoint = $entrypoint end' >"$tar/config.json"
  jq -n --arg name "$name" '[{Config: "config.json", RepoTags: [$name], Layers: ["layer.tar"]}]' >"$tar/manifest.json"
  tar -C "$tar" -cf "$output/$(tr '/:' '__' <<<"$name").tar" manifest.json config.json layer.tar
  rm -rf "$tar" "$work/layer"
}

busybox() {
  local applet
  install -D -m 0755 /bin/busybox "$work/layer/bin/busybox"
  for applet in $(/bin/busybox --list); do
    [[ $applet == busybox ]] || ln -sf busybox "$work/layer/bin/$applet"
  done
  mkdir -p "$work/layer/tmp" && chmod 1777 "$work/layer/tmp"
}

# with_libraries PROGRAM_OR_LIBRARY...: from the root file system, each with the libraries it loads.
with_libraries() {
  local program path
  for program in "$@"; do
    install -D -m 0755 "$root$program" "$work/layer$program"
    for path in $(chroot "$root" ldd "$program" 2>/dev/null | grep -oE '/[^ ]+'); do
      install -D -m 0755 "$root$path" "$work/layer$path"
    done
  done
}

busybox
image k8s.gcr.io/pause:3.2 '["/bin/busybox", "sh", "-c", "trap \"exit 0\" TERM INT; while :; do sleep 86400 & wait $!; done"]'

for program in kube-apiserver kube-controller-manager kube-scheduler; do
  install -D -m 0755 "$kubernetes/$program" "$work/layer/usr/local/bin/$program"
  image "k8s.gcr.io/$program:v1.20.2" null
done

busybox
install -D -m 0755 "$kubernetes/kube-proxy" "$work/layer/usr/local/lib/kube-proxy"
# nf_conntrack_max belongs to the machine, not to a namespace: a lab host may not set it, and kube-proxy would die of that.
install -D -m 0755 /dev/stdin "$work/layer/usr/local/bin/kube-proxy" <<'PROXY'
#!/bin/sh
sed 's/maxPerCore: null/maxPerCore: 0/' /var/lib/kube-proxy/config.conf >/tmp/config.conf
shift
exec /usr/local/lib/kube-proxy --config=/tmp/config.conf "$@"
PROXY
with_libraries /usr/sbin/xtables-nft-multi /usr/sbin/conntrack
for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
  ln -s xtables-nft-multi "$work/layer/usr/sbin/$name"
done
for extension in "$root"/usr/lib/x86_64-linux-gnu/xtables/*.so; do with_libraries "${extension#"$root"}"; done
image k8s.gcr.io/kube-proxy:v1.20.2 null

busybox
install -D -m 0755 "$(command -v etcd)" "$work/layer/usr/bin/etcd"
for path in $(ldd "$(command -v etcd)" | grep -oE '/[^ ]+'); do install -D -m 0755 "$path" "$work/layer$path"; done
image k8s.gcr.io/etcd:3.4.13-0 null

busybox
image docker.io/library/busybox:1.36 null
