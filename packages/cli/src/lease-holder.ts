import { hostname, userInfo } from 'node:os';
import type { LeaseHolder } from '@quorate/core';

/** As whom this process asks for the lease. */
export function leaseHolder(runId: string): LeaseHolder {
  return { name: `${loginName()}@${hostname()}`, pid: process.pid, runId };
}

/** A user id of a container has often no entry in passwd: then the system knows no name for it. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    const { USER, LOGNAME } = process.env;
    return (
      [USER, LOGNAME].find((name) => name !== undefined && name !== '') ?? `uid-${process.getuid?.() ?? ''}`
    );
  }
}
