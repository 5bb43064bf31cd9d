import type { CertificateStatus, ClusterStatus, CredentialStatus } from '@quorate/core';
import { statusTable } from './status-table.js';
import { span } from './virtual-time.js';

/** `27 read; soonest apiserver on master1, 364 days left (2026-12-31)`. */
export function certificateLine({ certificates }: ClusterStatus): string {
  const soonest = certificates.find(({ authority }) => !authority) ?? certificates[0];
  if (soonest === undefined) return 'none was read';
  const early = certificates.filter(({ state }) => state === 'premature').length;
  const late = certificates.filter(({ state }) => state === 'expired' || state === 'expiring').length;
  const warning = `${late === 0 ? '' : `; ${late} expired or about to`}${early === 0 ? '' : `; ${early} not valid yet`}`;
  const kubelet = certificates.find(({ name }) => name === 'kubelet-client');
  const own = kubelet === undefined || kubelet === soonest ? '' : `; kubelets ${left(kubelet)}`;
  return `${certificates.length} read; soonest ${soonest.name} on ${soonest.host}, ${left(soonest)} (${dateOf(soonest)})${own}${warning}`;
}

function left({ leftMs, daysLeft }: CertificateStatus): string {
  if (leftMs <= 0) return `expired ${span(-leftMs)} ago`;
  return daysLeft >= 2 ? `${daysLeft} days left` : `${span(leftMs)} left`;
}

function dateOf({ expiresAtMs }: CertificateStatus): string {
  return new Date(expiresAtMs).toISOString().slice(0, 10);
}

export function certificateTable({ certificates }: ClusterStatus): readonly string[] {
  if (certificates.length === 0) return [];
  const rows = certificates.map((one) => [
    `${one.name}${one.authority ? ' (CA)' : ''}`,
    one.host,
    dateOf(one),
    left(one),
    one.state,
  ]);
  return ['', ...statusTable(['CERTIFICATE', 'HOST', 'EXPIRES', 'LEFT', 'STATE'], rows)];
}

/** Tokens with what is left of them, and the certificate key. */
export function credentialLine({ tokens, certificateKey }: CredentialStatus): string {
  if (!tokens.known) return 'not known: no apiserver told';
  const listed = tokens.value
    .filter(({ endsCertificateKey }) => !endsCertificateKey)
    .map(({ id, leftMs, own }) => `${id} ${spanLeft(leftMs)}${own ? '' : " (somebody else's)"}`);
  return `${listed.length === 0 ? 'none' : listed.join(', ')}; certificate key: ${keyText(certificateKey)}`;
}

function keyText(key: CredentialStatus['certificateKey']): string {
  if (!key.known) return 'not known';
  if (key.value === null || key.value.leftMs === 0) return 'none';
  const missing = key.value.missing.length === 0 ? '' : `, without ${key.value.missing.join(', ')}`;
  return `${spanLeft(key.value.leftMs)}${missing}`;
}

function spanLeft(leftMs: number | undefined): string {
  if (leftMs === undefined) return 'never expires';
  return leftMs <= 0 ? `expired ${span(-leftMs)} ago` : `${span(leftMs)} left`;
}
