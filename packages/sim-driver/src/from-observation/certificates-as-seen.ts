import type { CertificateObservation } from '@quorate/core';
import { millis } from '../engine/scheduler.js';
import type { Disk } from '../host/disk.js';
import { CLIENT_PEM } from '../kubernetes/kubelet/kubelet-files.js';
import type { Certificate } from '../pki/certificate.js';
import { decodeCertificate, encodeCertificate, encodePrivateKey } from '../pki/certificate.js';
import { parseKubeconfig, renderKubeconfig } from '../pki/kubeconfig.js';

const KUBERNETES = '/etc/kubernetes';
const PKI = `${KUBERNETES}/pki`;

/** Gives the leaf certificates on a disk the time that was seen; keys and issuers stay. */
export function writeValidity(disk: Disk, seen: readonly CertificateObservation[]): void {
  for (const one of seen) {
    if (one.authority) continue;
    const { name } = one;
    if (name === 'kubelet-client') rewrite(disk, CLIENT_PEM, (text) => withValidity(text, one));
    else if (name.endsWith('.conf'))
      rewrite(disk, `${KUBERNETES}/${name}`, (text) => kubeconfigWithValidity(text, one));
    else rewrite(disk, certificatePath(name), (text) => withValidity(text, one));
  }
}

/** Where a certificate stands that kubeadm calls so, for example `etcd-peer`. */
export function certificatePath(name: string): string {
  return `${PKI}/${name.replace(/^etcd-/, 'etcd/')}.crt`;
}

/** The same certificate with the time that was seen of it. */
export function asSeen(
  certificate: Certificate,
  { validFromMs, expiresAtMs }: CertificateObservation,
): Certificate {
  const notBeforeUs = validFromMs === undefined ? certificate.notBeforeUs : millis(validFromMs);
  return { ...certificate, notBeforeUs, notAfterUs: millis(expiresAtMs) };
}

function rewrite(disk: Disk, path: string, change: (text: string) => string): void {
  const file = disk.read(path);
  if (file !== undefined) disk.write(path, change(file.content), { mode: file.mode });
}

/** A certificate, and a key when one follows it in the same file. */
function withValidity(pem: string, seen: CertificateObservation): string {
  const certificate = decodeCertificate(pem);
  if (certificate === undefined) return pem;
  const changed = encodeCertificate(asSeen(certificate, seen));
  return pem.includes('PRIVATE KEY') ? changed + encodePrivateKey(certificate.keyId) : changed;
}

function kubeconfigWithValidity(text: string, seen: CertificateObservation): string {
  const config = parseKubeconfig(text);
  if (config?.clientCertificatePem === undefined) return text;
  return renderKubeconfig({
    ...config,
    clientCertificatePem: withValidity(config.clientCertificatePem, seen),
  });
}
