import { hostname, userInfo } from 'node:os';
import type { LeaseHolder } from '@quorate/core';

/** As whom this process asks for the lease. */
export function leaseHolder(runId: string): LeaseHolder {
  return { name: `${userName()}@${hostname()}`, pid: process.pid, runId };
}

/** In a container the user id may have no account. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'] ?? process.env['LOGNAME'] ?? `uid-${process.geteuid?.() ?? 'unknown'}`;
  }
}
