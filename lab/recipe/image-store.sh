#!/usr/bin/env bash
# Unpacks image archives into a containerd store, once for all hosts: image-store.sh OUTPUT_DIR IMAGES_DIR
set -euo pipefail

readonly output=$1 images=$2
work=$(mktemp -d)
readonly work
rm -rf "$output.unfinished"
containerd --config /dev/null --root "$output.unfinished" --state "$work/state" --address "$work/socket" --log-level error >"$work/log" 2>&1 &
readonly pid=$!
trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT

for _ in $(seq 100); do
  ctr --address "$work/socket" version >/dev/null 2>&1 && break
  sleep 0.1
done
for archive in "$images"/*.tar; do
  ctr --address "$work/socket" --namespace k8s.io images import "$archive" >/dev/null || { cat "$work/log" >&2 && exit 1; }
done
kill "$pid"
wait "$pid" || true
rm -rf "$output" && mv "$output.unfinished" "$output"
