#!/usr/bin/env bash
# etcdctl, to ask the members of etcd on the masters.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

if ! command -v etcdctl >/dev/null; then
  apt-get update --quiet=2
  apt-get install --yes --quiet=2 --no-install-recommends etcd-client
fi
