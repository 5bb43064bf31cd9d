#!/usr/bin/env bash
# nginx that can pass TCP through. Its configuration is written when the cluster is bootstrapped.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

if [[ ! -e /usr/sbin/nginx || ! -e /usr/lib/nginx/modules/ngx_stream_module.so ]]; then
  apt-get update --quiet=2
  apt-get install --yes --quiet=2 --no-install-recommends nginx libnginx-mod-stream
fi
systemctl enable --now --quiet nginx
