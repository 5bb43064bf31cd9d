import type { CertificateHealth } from '../../decisions/certificates.js';
import type { Validity } from '../../decisions/credentials.js';
import type { EtcdStanding } from '../etcd-standing.js';
import { protocolSetup } from '../setup.js';

/** Regions that only show what is so: quorum, certificates, what is left of the credentials. */

const toEtcd = (standing: EtcdStanding) =>
  ({ guard: { type: 'etcdIs', params: { standing } }, target: standing }) as const;

export const etcd = protocolSetup.createStateConfig({
  meta: { title: 'etcd quorum', why: 'Counted over voters, started or not; never over the healthy.' },
  initial: 'unobserved',
  states: {
    unobserved: { always: [toEtcd('single'), toEtcd('fragile'), toEtcd('tolerant'), toEtcd('lost')] },
    single: { always: [toEtcd('fragile'), toEtcd('tolerant'), toEtcd('lost'), toEtcd('unobserved')] },
    fragile: { always: [toEtcd('tolerant'), toEtcd('single'), toEtcd('lost'), toEtcd('unobserved')] },
    tolerant: { always: [toEtcd('fragile'), toEtcd('single'), toEtcd('lost'), toEtcd('unobserved')] },
    lost: { always: [toEtcd('single'), toEtcd('fragile'), toEtcd('tolerant'), toEtcd('unobserved')] },
  },
});

const toCertificates = (state: CertificateHealth['state']) =>
  ({ guard: { type: 'certificatesAre', params: { state } }, target: state }) as const;

const CERTIFICATES = ['valid', 'expiring', 'premature', 'expired'] as const;

const butFor = (present: CertificateHealth['state']) =>
  CERTIFICATES.filter((state) => state !== present).map(toCertificates);

export const certificates = protocolSetup.createStateConfig({
  meta: {
    title: 'Certificate expiry',
    why: 'Leaves live one year, authorities ten; under 30 days is a warning. Made by a clock that was ahead, they are not valid yet.',
  },
  initial: 'unknown',
  states: {
    unknown: { always: CERTIFICATES.map(toCertificates) },
    valid: { always: butFor('valid') },
    expiring: { always: butFor('expiring') },
    premature: { always: butFor('premature') },
    expired: { always: butFor('expired') },
  },
});

const toToken = (validity: Validity) =>
  ({ guard: { type: 'tokenIs', params: { validity } }, target: validity }) as const;

export const token = protocolSetup.createStateConfig({
  meta: {
    title: 'Bootstrap token',
    why: 'Must outlast the join that uses it; a join with a dead one hangs five minutes.',
  },
  initial: 'none',
  states: {
    none: { always: [toToken('valid'), toToken('short'), toToken('expired')] },
    valid: { always: [toToken('short'), toToken('expired'), toToken('none')] },
    short: { always: [toToken('valid'), toToken('expired'), toToken('none')] },
    expired: { always: [toToken('valid'), toToken('short'), toToken('none')] },
  },
});

const toKey = (validity: Validity) =>
  ({ guard: { type: 'certificateKeyIs', params: { validity } }, target: validity }) as const;

export const certificateKey = protocolSetup.createStateConfig({
  meta: { title: 'Certificate key', why: 'kubeadm deletes the uploaded certificates after two hours.' },
  initial: 'none',
  states: {
    none: { always: [toKey('valid'), toKey('short'), toKey('expired')] },
    valid: { always: [toKey('short'), toKey('expired'), toKey('none')] },
    short: { always: [toKey('valid'), toKey('expired'), toKey('none')] },
    expired: { always: [toKey('valid'), toKey('short'), toKey('none')] },
  },
});
