#!/usr/bin/env bash
# Makes the machine one that the others can name and tell apart. ETC_HOSTS: lines of "address name".
set -euo pipefail

begin='# BEGIN cluster'
end='# END cluster'
# Vagrant and Debian point the machine's own name at 127.0.1.1 or .2.1; the cluster must resolve it to its real address.
{
  sed -e "/^$begin\$/,/^$end\$/d" -e "/^127\.0\.[1-9][0-9]*\.1[[:space:]]/d" /etc/hosts
  printf '%s\n%s\n%s\n' "$begin" "$ETC_HOSTS" "$end"
} >/etc/hosts.new
mv /etc/hosts.new /etc/hosts

# Copies of one image may share a machine-id; the UUID that the hypervisor gave is the machine's own, and stays.
uuid=/sys/class/dmi/id/product_uuid
if [[ -r $uuid ]]; then
  machine_id=$(tr -d '\n-' <"$uuid" | tr '[:upper:]' '[:lower:]')
  [[ $(</etc/machine-id) == "$machine_id" ]] || printf '%s\n' "$machine_id" >/etc/machine-id
fi
