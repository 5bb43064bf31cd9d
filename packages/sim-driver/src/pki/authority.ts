import type { Rng } from '../engine/rng.js';
import type { Micros } from '../engine/scheduler.js';
import { MICROS_PER_SECOND } from '../engine/scheduler.js';
import type { Certificate } from './certificate.js';
import { SECONDS_PER_DAY, newKeyId } from './certificate.js';

const DAY_US = SECONDS_PER_DAY * MICROS_PER_SECOND;
/** kubeadm: 10 years of 365 days. */
export const AUTHORITY_LIFETIME_US = 3650 * DAY_US;
/** kubeadm: 365 days. */
export const LEAF_LIFETIME_US = 365 * DAY_US;

/** What a leaf certificate says about its holder. */
export interface Subject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
}

/** A self-signed CA with a new key, valid from now on. Certificates carry whole seconds. */
export function createAuthority(
  commonName: string,
  rng: Rng,
  nowUs: Micros,
  lifetimeUs: Micros = AUTHORITY_LIFETIME_US,
): Certificate {
  const keyId = newKeyId(rng);
  const notBeforeUs = wholeSeconds(nowUs);
  return {
    commonName,
    organizations: [],
    authority: true,
    keyId,
    issuerKeyId: keyId,
    dnsNames: [],
    ipAddresses: [],
    notBeforeUs,
    notAfterUs: notBeforeUs + lifetimeUs,
  };
}

/**
 * A leaf with a new key, signed by `authority`. As kubeadm does it: valid since the CA is, not since now, and until
 * `lifetimeUs` after now on the clock of the host that signs.
 */
export function issueCertificate(
  authority: Certificate,
  subject: Subject,
  rng: Rng,
  nowUs: Micros,
  lifetimeUs: Micros = LEAF_LIFETIME_US,
): Certificate {
  return {
    commonName: subject.commonName,
    organizations: subject.organizations ?? [],
    authority: false,
    keyId: newKeyId(rng),
    issuerKeyId: authority.keyId,
    dnsNames: subject.dnsNames ?? [],
    ipAddresses: subject.ipAddresses ?? [],
    notBeforeUs: authority.notBeforeUs,
    notAfterUs: wholeSeconds(nowUs) + lifetimeUs,
  };
}

function wholeSeconds(us: Micros): Micros {
  return us - (us % MICROS_PER_SECOND);
}
