import { describe, expect, it } from 'vitest';
import { known } from '../../../src/foundation/tri.js';
import {
  readCheckExpiration,
  readDates,
  readFingerprint,
  readStartDates,
} from '../../../src/observation/read/certificates.js';
import { fixture } from '../../fixtures/fixture.js';

const LEAVES_END = Date.parse('2027-11-22T20:34:00Z');
const LEAVES_BEGIN = Date.parse('2026-11-22T20:34:00Z');
const CA_END = Date.parse('2036-11-19T20:34:00Z');

describe('check-expiration as text', () => {
  const text = fixture('kubeadm-1.20/check-expiration.stdout');

  it('lists leaves and authorities, also rows with an empty authority column', () => {
    const read = readCheckExpiration(text);
    const list = read.known ? read.value : [];
    expect(list).toHaveLength(13);
    expect(list[0]).toEqual({ name: 'admin.conf', authority: false, expiresAtMs: LEAVES_END });
    expect(list.filter((one) => one.authority)).toEqual(
      ['ca', 'etcd-ca', 'front-proxy-ca'].map((name) => ({ name, authority: true, expiresAtMs: CA_END })),
    );
  });

  it('reads an expired certificate, and leaves out one that kubeadm misses', () => {
    const edited = text
      .replace(
        'apiserver                  Nov 22, 2027 20:34 UTC   364d     ',
        'apiserver                  Nov 21, 2026 20:34 UTC   <invalid>',
      )
      .replace('\n\nCERTIFICATE AUTHORITY', '\n!MISSING! super-admin.conf\n\nCERTIFICATE AUTHORITY');
    const read = readCheckExpiration(edited);
    const list = read.known ? read.value : [];
    expect(list.find(({ name }) => name === 'apiserver')?.expiresAtMs).toBe(
      Date.parse('2026-11-21T20:34:00Z'),
    );
    expect(list.map(({ name }) => name)).not.toContain('super-admin.conf');
    expect(list).toHaveLength(13);
  });

  it('is unknown without a table', () => {
    expect(readCheckExpiration('[check-expiration] Reading configuration from the cluster...\n').known).toBe(
      false,
    );
  });
});

it('reads the time of a certificate and its fingerprint from openssl', () => {
  const dates = 'notBefore=Nov 22 20:34:00 2026 GMT\nnotAfter=Nov 22 20:34:00 2027 GMT\n';
  expect(readDates(dates)).toEqual(known({ validFromMs: LEAVES_BEGIN, expiresAtMs: LEAVES_END }));
  expect(readDates('notAfter=Nov 22 20:34:00 2027 GMT\n').known).toBe(false);
  const bytes = Array.from({ length: 32 }, () => 'AB').join(':');
  expect(readFingerprint(`sha256 Fingerprint=${bytes}\n`)).toEqual(known('ab'.repeat(32)));
  expect(readFingerprint(`SHA256 Fingerprint=${bytes}\n`)).toEqual(known('ab'.repeat(32)));
});

it('reads when certificates become valid, by the names of kubeadm, and leaves out what openssl cannot read', () => {
  const text = [
    '/etc/kubernetes/pki/apiserver-etcd-client.crt',
    'notBefore=Nov 22 20:34:00 2026 GMT',
    '/etc/kubernetes/pki/apiserver.crt',
    '/etc/kubernetes/pki/etcd/healthcheck-client.crt',
    'notBefore=Nov 22 20:34:00 2026 GMT',
    '/etc/kubernetes/pki/front-proxy-ca.crt',
    'notBefore=soon',
    '',
  ].join('\n');
  expect([...readStartDates(text)]).toEqual([
    ['apiserver-etcd-client', LEAVES_BEGIN],
    ['etcd-healthcheck-client', LEAVES_BEGIN],
  ]);
});
