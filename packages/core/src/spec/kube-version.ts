import { err, ok, type Result } from '../foundation/result.js';

/** A Kubernetes release, for example `v1.26.0`. */
export interface KubeVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** The releases whose kubeadm, files and texts this program knows. */
const OLDEST_SUPPORTED_MINOR = 20;
const NEWEST_SUPPORTED_MINOR = 36;

const SUPPORTED_RANGE = `v1.${OLDEST_SUPPORTED_MINOR} to v1.${NEWEST_SUPPORTED_MINOR}`;

/** `v1.26.0`, the `v` may be left out. Pre-releases and build metadata are refused: their kubeadm is nobody's reference. */
export function parseKubeVersion(text: string): Result<KubeVersion, string> {
  const match = /^v?(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/.exec(text);
  if (match === null) {
    return err(`"${text}" is not a release: write major, minor and patch, for example v1.26.0`);
  }
  const [, major, minor, patch] = match.map(Number);
  return ok({ major: major ?? 0, minor: minor ?? 0, patch: patch ?? 0 });
}

/** {@link parseKubeVersion}, and the release is one of the supported range. */
export function parseSupportedVersion(text: string): Result<KubeVersion, string> {
  const parsed = parseKubeVersion(text);
  if (!parsed.ok || isSupported(parsed.value)) return parsed;
  return err(`${formatKubeVersion(parsed.value)} is not supported: choose a release from ${SUPPORTED_RANGE}`);
}

function isSupported(version: KubeVersion): boolean {
  return (
    version.major === 1 && version.minor >= OLDEST_SUPPORTED_MINOR && version.minor <= NEWEST_SUPPORTED_MINOR
  );
}

export function formatKubeVersion(version: KubeVersion): string {
  return `v${version.major}.${version.minor}.${version.patch}`;
}

/** Negative when `left` is older, zero when equal, positive when newer. */
export function compareKubeVersions(left: KubeVersion, right: KubeVersion): number {
  return left.major - right.major || left.minor - right.minor || left.patch - right.patch;
}

/** Version skew is a matter of minors: 26 for `v1.26.0`. */
export function minorOf(version: KubeVersion): number {
  return version.minor;
}

export type KubeadmConfigApiVersion =
  'kubeadm.k8s.io/v1beta2' | 'kubeadm.k8s.io/v1beta3' | 'kubeadm.k8s.io/v1beta4';

/** The newest configuration API that the release's kubeadm reads (kubeadm: v1beta3 from 1.22, v1beta4 from 1.31). */
export function kubeadmConfigApiVersion(version: KubeVersion): KubeadmConfigApiVersion {
  if (version.minor >= 31) return 'kubeadm.k8s.io/v1beta4';
  return version.minor >= 22 ? 'kubeadm.k8s.io/v1beta3' : 'kubeadm.k8s.io/v1beta2';
}
