const NOBODY = 65_534;

/** Does something as a user whom the modes of files hold back, which root is not. Nothing may be awaited in it. */
export function withoutRights<T>(work: () => T): T {
  const { geteuid, seteuid } = process;
  if (geteuid === undefined || seteuid === undefined || geteuid() !== 0) return work();
  seteuid(NOBODY);
  try {
    return work();
  } finally {
    seteuid(0);
  }
}
