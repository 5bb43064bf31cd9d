import type { CertificateObservation } from '@quorate/core';
import { millis } from '../engine/scheduler.js';
import type { Disk } from '../host/disk.js';
import { CLIENT_PEM } from '../kubernetes/kubelet/kubelet-files.js';
import { decodeCertificate, encodeCertificate, encodePrivateKey } from '../pki/certificate.js';
import { parseKubeconfig, renderKubeconfig } from '../pki/kubeconfig.js';

const KUBERNETES = '/etc/kubernetes';
const PKI = `${KUBERNETES}/pki`;

/** Gives the leaf certificates on a disk the ends that were seen; keys and issuers stay. */
export function writeExpiries(disk: Disk, seen: readonly CertificateObservation[]): void {
  for (const { name, authority, expiresAtMs } of seen) {
    if (authority) continue;
    if (name === 'kubelet-client') rewrite(disk, CLIENT_PEM, (text) => withExpiry(text, expiresAtMs));
    else if (name.endsWith('.conf'))
      rewrite(disk, `${KUBERNETES}/${name}`, (text) => kubeconfigWithExpiry(text, expiresAtMs));
    else
      rewrite(disk, `${PKI}/${name.replace(/^etcd-/, 'etcd/')}.crt`, (text) => withExpiry(text, expiresAtMs));
  }
}

function rewrite(disk: Disk, path: string, change: (text: string) => string): void {
  const file = disk.read(path);
  if (file !== undefined) disk.write(path, change(file.content), { mode: file.mode });
}

/** A certificate, and a key when one follows it in the same file. */
function withExpiry(pem: string, expiresAtMs: number): string {
  const certificate = decodeCertificate(pem);
  if (certificate === undefined) return pem;
  const changed = encodeCertificate({ ...certificate, notAfterUs: millis(expiresAtMs) });
  return pem.includes('PRIVATE KEY') ? changed + encodePrivateKey(certificate.keyId) : changed;
}

function kubeconfigWithExpiry(text: string, expiresAtMs: number): string {
  const config = parseKubeconfig(text);
  if (config?.clientCertificatePem === undefined) return text;
  return renderKubeconfig({
    ...config,
    clientCertificatePem: withExpiry(config.clientCertificatePem, expiresAtMs),
  });
}
