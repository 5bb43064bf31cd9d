import type { KubeadmRun } from '../run.js';

/** What somebody needs to join: shown after init and by `token create --print-join-command`. */
export interface JoinCommand {
  /** `host:port`. */
  readonly endpoint: string;
  readonly token: string;
  /** `sha256:<64 hex>`, one for each CA in the kubeconfig. */
  readonly caCertHashes: readonly string[];
}

/** The command over several lines, each but the last ending with a backslash. */
export function workerJoinCommand(run: KubeadmRun, command: JoinCommand): string {
  return `${head(command)} \\\n${run.profile.text.joinIndent}${hashes(command)} `;
}

/** Without a certificate key the command ends after `--control-plane `. */
export function controlPlaneJoinCommand(
  run: KubeadmRun,
  command: JoinCommand,
  certificateKey: string | undefined,
): string {
  const indent = run.profile.text.joinIndent;
  const key = certificateKey === undefined ? '' : `--certificate-key ${certificateKey}`;
  return `  ${head(command)} \\\n${indent}${hashes(command)} \\\n${indent}--control-plane ${key}`;
}

/** `token create --print-join-command`: the same text without its line ends, so 1.20 keeps the indentation. */
export function oneLine(run: KubeadmRun, command: string): string {
  return command
    .trimStart()
    .replaceAll(`\\\n${run.profile.text.joinIndent}`, run.profile.text.joinIndent.replace('\t', ''));
}

function head({ endpoint, token }: JoinCommand): string {
  return `kubeadm join ${endpoint} --token ${token}`;
}

function hashes({ caCertHashes }: JoinCommand): string {
  return caCertHashes.map((hash) => `--discovery-token-ca-cert-hash ${hash}`).join(' ');
}
