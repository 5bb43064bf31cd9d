import { hostname, userInfo } from 'node:os';
import type { LeaseHolder } from '@quorate/core';

/** As whom this process asks for the lease. */
export function leaseHolder(runId: string): LeaseHolder {
  return { name: `${userInfo().username}@${hostname()}`, pid: process.pid, runId };
}
