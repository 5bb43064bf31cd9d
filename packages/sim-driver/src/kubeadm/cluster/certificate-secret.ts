import type { ClusterConfiguration } from '../config/kubeadm-config.js';

export const KUBEADM_CERTS = 'kubeadm-certs';

/** A file that control-plane hosts share through Secret kubeadm-certs. */
export interface SharedFile {
  /** Key in the Secret: `etcd-ca.crt`. */
  readonly entry: string;
  readonly path: string;
  readonly mode: number;
}

/** The shared files, with those of an external etcd instead of the stacked one's CA. */
export function sharedFiles(cluster: ClusterConfiguration): readonly SharedFile[] {
  const pki = cluster.certificatesDir;
  const pair = (base: string): readonly SharedFile[] => [
    { entry: `${base.replace('/', '-')}.crt`, path: `${pki}/${base}.crt`, mode: 0o644 },
    { entry: `${base.replace('/', '-')}.key`, path: `${pki}/${base}.key`, mode: 0o600 },
  ];
  const always = [
    ...pair('ca'),
    ...pair('front-proxy-ca'),
    { entry: 'sa.key', path: `${pki}/sa.key`, mode: 0o600 },
    { entry: 'sa.pub', path: `${pki}/sa.pub`, mode: 0o600 },
  ];
  const { etcd } = cluster;
  if (etcd.kind === 'local') return [...always, ...pair('etcd/ca')];
  return [
    ...always,
    { entry: 'external-etcd-ca.crt', path: etcd.caFile, mode: 0o644 },
    { entry: 'external-etcd.crt', path: etcd.certFile, mode: 0o644 },
    { entry: 'external-etcd.key', path: etcd.keyFile, mode: 0o600 },
  ];
}

/** Why a certificate key cannot be an AES key; undefined when it can. */
export function certificateKeyProblem(key: string): string | undefined {
  const wrong = [...key].find((digit) => !/[0-9a-fA-F]/.test(digit));
  if (wrong !== undefined) {
    const code = wrong.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? '';
    return `error decoding certificate key: encoding/hex: invalid byte: U+${code} '${wrong}'`;
  }
  if (key.length % 2 === 1) return 'error decoding certificate key: encoding/hex: odd length hex string';
  const bytes = key.length / 2;
  return bytes === 32 || bytes === 24 || bytes === 16
    ? undefined
    : `crypto/aes: invalid key size ${String(bytes)}`;
}
