/** A Kubernetes release `v1.<minor>.<patch>`; there is no other major. */
export interface Release {
  readonly minor: number;
  readonly patch: number;
}

/** Takes `v1.20.2` and `1.20.2`; undefined for anything else. */
export function parseRelease(text: string): Release | undefined {
  const match = /^v?1\.(\d+)\.(\d+)$/.exec(text);
  return match === null ? undefined : { minor: Number(match[1]), patch: Number(match[2]) };
}

export function formatRelease(release: Release): string {
  return `v1.${String(release.minor)}.${String(release.patch)}`;
}
