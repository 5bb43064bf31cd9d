#!/usr/bin/env bash
# PACKAGES of release VERSION from REPOSITORY, held: an upgrade of the system must not upgrade Kubernetes by the way.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

keyring=/etc/apt/keyrings/kubernetes.gpg
source="deb [signed-by=$keyring] $REPOSITORY /"
list=/etc/apt/sources.list.d/kubernetes.list

if [[ ! -s $keyring || ! -f $list || $(<"$list") != "$source" ]]; then
  # A source without its key would fail every update.
  rm -f "$list"
  apt-get update --quiet=2
  apt-get install --yes --quiet=2 --no-install-recommends ca-certificates curl gpg
  mkdir -p /etc/apt/keyrings
  curl --fail --silent --show-error --location --retry 3 "${REPOSITORY%/}/Release.key" |
    gpg --batch --yes --dearmor --output "$keyring"
  printf '%s\n' "$source" >"$list"
fi

# Nothing is asked of the repository when the release is there already.
wanted=()
read -r -a names <<<"$PACKAGES"
for package in "${names[@]}"; do
  installed=$(dpkg-query --show --showformat='${db:Status-Status} ${Version}' "$package" 2>/dev/null || true)
  [[ $installed == "installed $VERSION-"* ]] || wanted+=("$package=$VERSION-*")
done
if ((${#wanted[@]} > 0)); then
  apt-get update --quiet=2
  # The kubelet's settings are changed here, by kubelet.sh: another release must not ask whose are right.
  apt-get install --yes --quiet=2 --no-install-recommends --allow-downgrades --allow-change-held-packages \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "${wanted[@]}"
fi
apt-mark hold "${names[@]}" >/dev/null
