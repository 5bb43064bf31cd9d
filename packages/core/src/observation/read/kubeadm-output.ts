import type { Known } from '../../foundation/tri.js';
import { known, unknown } from '../../foundation/tri.js';

export interface JoinCommand {
  readonly token: string;
  /** `sha256:<64 hex>`. Several when admin.conf's CA bundle holds several. */
  readonly caCertHashes: readonly [string, ...string[]];
  readonly certificateKey?: string;
}

/**
 * The `kubeadm join` commands in the done block of `kubeadm init` or in the output of `token create --print-join-command`, as
 * one: init prints them once for control planes, with the key, and once for workers.
 */
export function readJoinCommand(text: string): Known<JoinCommand> {
  const commands = text.replaceAll(/\\\r?\n/g, ' ').match(/^[ \t]*kubeadm join .*$/gm) ?? [];
  const words = commands.flatMap((command) => command.trim().split(/\s+/));
  const token = valuesOf('--token', words).find((value) => /^[a-z0-9]{6}\.[a-z0-9]{16}$/.test(value));
  const [first, ...more] = new Set(
    valuesOf('--discovery-token-ca-cert-hash', words).filter((value) => /^sha256:[0-9a-f]{64}$/.test(value)),
  );
  const certificateKey = valuesOf('--certificate-key', words).find(isCertificateKey);
  if (token === undefined || first === undefined) return unknown('no join command');
  return known({
    token,
    caCertHashes: [first, ...more],
    ...(certificateKey === undefined ? {} : { certificateKey }),
  });
}

/** `kubeadm init phase upload-certs --upload-certs`: the key stands alone on its line. */
export function readCertificateKey(text: string): Known<string> {
  const key = text
    .split('\n')
    .map((line) => line.trim())
    .find(isCertificateKey);
  return key === undefined ? unknown('no certificate key') : known(key);
}

/** kubeadm prints this when every phase has run, and nothing like it before. */
export function initIsDone(stdout: string): boolean {
  return stdout.includes('Your Kubernetes control-plane has initialized successfully!');
}

/**
 * It had seen its apiserver serve, and began to write into the cluster: `upload-config` is the first phase after
 * `wait-control-plane`, and says so before it writes (kubeadm ≥ 1.20).
 */
export function initWroteIntoCluster(stdout: string): boolean {
  return /^\[(upload-config|upload-certs|mark-control-plane|bootstrap-token|kubelet-finalize|addons)\] /m.test(
    stdout,
  );
}

/** For a worker and for a control plane alike. */
export function joinIsDone(stdout: string): boolean {
  return stdout.includes('This node has joined the cluster');
}

/** The last line of a kubeadm that waits for images, in the preflight of init or of a master's join: nothing is written yet. */
export function pullingImages(stdout: string): string | undefined {
  const lastLine = stdout.trimEnd().split('\n').at(-1) ?? '';
  return /^\[preflight\] .*'kubeadm config images pull'$/.test(lastLine) ? lastLine : undefined;
}

function valuesOf(flag: string, words: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => (word === flag ? (words[index + 1] ?? []) : []));
}

function isCertificateKey(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
