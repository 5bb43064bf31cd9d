import { onHost } from './on-host.js';

/** The record of the highest generation below the lease directory of a host: whoever has the lease, or had it last. */
export async function leaseHolder(host: string): Promise<unknown> {
  return JSON.parse(
    await onHost(host, 'cd /var/lib/quorate/lease && cat "$(ls | grep -E "^[0-9]+$" | tail -1)"'),
  );
}
