#!/usr/bin/env bash
# Builds Kubernetes 1.20.2 from Debian's source package: kubernetes.sh OUTPUT_DIR
# Needs golang-go 1.19, dpkg-dev, rsync, jq and golang-github-modern-go-reflect2-dev. No network but the Debian mirror.
set -euo pipefail

readonly output=$1
readonly version=v1.20.2
readonly programs=(kubeadm kubectl kubelet kube-apiserver kube-controller-manager kube-scheduler kube-proxy)
work=$(mktemp -d -p "$(dirname "$output")" build-XXXXXX)
readonly work
trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT

# The machine may have no deb-src line: its own mirror is asked, through lists of our own, so that nothing in /etc changes.
mirror=$(apt-get indextargets --format '$(SITE)' | grep -v security | head -1)
mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial" "$work/src"
echo "deb-src ${mirror} bookworm main" >"$work/apt/sources.list"
apt_source=(
  apt-get -qq
  -o "Dir::Etc::sourcelist=$work/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
  -o "Dir::State::lists=$work/apt/lists" -o "Dir::Cache::archives=$work/apt/archives" -o APT::Sandbox::User=root
)
"${apt_source[@]}" update
(cd "$work/src" && "${apt_source[@]}" source --download-only kubernetes && dpkg-source --no-check -x kubernetes_*.dsc tree >/dev/null)

cd "$work/src/tree"
# Go 1.19 changed the map layout that the vendored reflect2 relies on: kubeadm would panic when it encodes JSON.
rm -rf vendor/github.com/modern-go/reflect2
cp -r /usr/share/gocode/src/github.com/modern-go/reflect2 vendor/github.com/modern-go/reflect2
mkdir -p .go/src/k8s.io
ln -s ../../.. .go/src/k8s.io/kubernetes
cat >.version-defs <<VERSION
KUBE_GIT_VERSION='${version}'
KUBE_GIT_MAJOR='1'
KUBE_GIT_MINOR='20'
KUBE_GIT_COMMIT='0000000000000000000000000000000000000000'
KUBE_GIT_TREE_STATE='clean'
VERSION
env HOME="$work" GOPATH="$PWD/.go" GOFLAGS=-mod=vendor GO111MODULE=auto CGO_ENABLED=0 KUBE_VERBOSE=1 \
  KUBE_GIT_VERSION_FILE="$PWD/.version-defs" make WHAT="${programs[*]/#/cmd/}"

mkdir -p "$output"
for program in "${programs[@]}"; do
  install -m 0755 "$(find _output -type f -name "$program" -path '*/bin/*' | head -1)" "$output/$program"
done
"$output/kubeadm" version -o short | grep -qx "$version"
