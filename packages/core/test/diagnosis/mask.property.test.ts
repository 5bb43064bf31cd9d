import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/foundation/secret.js';
import { masker } from '../../src/diagnosis/mask/masker.js';
import { fixture } from '../fixtures/fixture.js';

const mask = masker();

const from = (alphabet: string, length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length })
    .map((letters) => letters.join(''));

const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
const BASE64 = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${LOWER}`;
const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');

const token = fc.tuple(from(LOWER, 6), from(LOWER, 16)).map((parts) => parts.join('.'));
const certificateKey = from('0123456789abcdef', 64);
const keyBlock = fc
  .tuple(fc.constantFrom('RSA ', 'EC ', ''), fc.array(from(BASE64, 64), { minLength: 1, maxLength: 4 }))
  .map(([kind, lines]) =>
    [`-----BEGIN ${kind}PRIVATE KEY-----`, ...lines, `-----END ${kind}PRIVATE KEY-----`].join('\n'),
  );
const webToken = fc
  .tuple(from(BASE64, 30), from(BASE64, 60), from(BASE64, 43))
  .map(([head, body, signature]) => `eyJ${head}.eyJ${body}.${signature}`);

/** Words of logs, none of which has the form of a secret. */
const plainWord = fc.oneof(
  fc.constantFrom(
    'kubelet',
    'E0101',
    '00:00:01.000000',
    'server.go:74]',
    'failed',
    'dial',
    'tcp',
    '192.168.56.4:6443:',
    'etcd',
    'kube-system',
    '/etc/kubernetes/pki/ca.crt',
    'registry.k8s.io/etcd:3.5.6-0',
    '[ERROR',
    'Swap]:',
    'token',
    'Authorization',
    'certificate',
    'https://10.0.0.1:2379/health',
    'ad1a59331c6dc82e',
    'password',
    'kubeadm.k8s.io',
  ),
  from('abcdefghijklmnopqrstuvwxyz', 7),
);
const plain = fc.array(plainWord, { maxLength: 12 }).map((words) => words.join(' '));

/** How outputs set a secret apart from what stands around it. */
const surroundings: readonly ((secret: string) => string)[] = [
  (secret) => ` ${secret} `,
  (secret) => `\n${secret}\n`,
  (secret) => `"${secret}"`,
  (secret) => `'${secret}'`,
  (secret) => `token: ${secret}\n`,
  (secret) => `certificateKey: "${secret}"\n`,
  (secret) => `--token ${secret} \\\n`,
  (secret) => ` --certificate-key=${secret} `,
  (secret) => ` ${JSON.stringify({ value: secret })}`,
  (secret) => ` ${JSON.stringify(JSON.stringify({ nested: `x\n${secret}\n` }))}`,
  (secret) => `[${secret}, ${secret}]`,
  (secret) => ` "\\u0022${secret}\\u0022"`,
  (secret) => ` ?token=%20${secret}%20&x=1 `,
  (secret) => ` \u001b[0m${secret}\u001b[0m `,
];

function leftOf(secret: string, masked: string): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at + 10 <= secret.length; at += 1) pieces.push(secret.slice(at, at + 10));
  return pieces.filter((piece) => masked.includes(piece) && !/^[-\n A-Z]+$/.test(piece));
}

/** The text, and all base64 in it three levels deep. */
function decodedThrice(text: string): string {
  const decode = (one: string): string =>
    [...one.matchAll(/[A-Za-z0-9+/]{8,}={0,2}/g)]
      .flatMap(([run]) =>
        [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('latin1')),
      )
      .join('\n');
  const once = decode(text);
  const twice = decode(once);
  return [text, once, twice].join('\n');
}

const HALF_A_MEGABYTE = 500_000;

describe('masking', () => {
  test.each([
    ['bootstrap tokens', token],
    ['certificate keys', certificateKey],
    ['private keys', keyBlock],
    ['web tokens', webToken],
  ])('leaves nothing of %s, whatever stands around them', (_what, secrets) => {
    fc.assert(
      fc.property(
        secrets,
        fc.constantFrom(...surroundings),
        plain,
        plain,
        (secret, around, before, after) => {
          const masked = mask(`${before}${around(secret)}${after}`);
          expect(leftOf(secret, masked)).toEqual([]);
        },
      ),
    );
  });

  test.each([
    ['bootstrap tokens', token],
    ['certificate keys', certificateKey],
    ['private keys', keyBlock],
    ['web tokens', webToken],
  ])('finds %s in base64, and in base64 of base64', (_what, secrets) => {
    fc.assert(
      fc.property(secrets, plain, plain, fc.boolean(), (secret, before, after, twice) => {
        const once = base64(`${before} ${secret} ${after}`);
        const encoded = twice ? base64(once) : once;
        expect(leftOf(secret, decodedThrice(mask(`data: ${encoded} end`)))).toEqual([]);
      }),
    );
  });

  test('leaves nothing of a secret that it was told of, plain, in JSON, in a URL or within base64', () => {
    const texts = fc
      .string({ minLength: 8, maxLength: 40, unit: 'grapheme-ascii' })
      .filter((text) => text.trim().length >= 8);
    fc.assert(
      fc.property(texts, plain, plain, (text, before, after) => {
        const told = masker([new Secret('sudo password', text)]);
        const written = [
          text,
          JSON.stringify(text),
          encodeURIComponent(text),
          base64(`${before}${text}${after}`),
        ];
        const masked = told(`${before}\n${written.join('\n')}\n${after}`);
        expect(masked).not.toContain(text.trim());
        expect(masked).not.toContain(base64(`${before}${text}${after}`));
      }),
    );
  });

  test('changes no plain text, and nothing that was masked before', () => {
    fc.assert(
      fc.property(plain, token, (text, secret) => {
        expect(mask(text)).toBe(text);
        const masked = mask(`${text} ${secret}`);
        expect(mask(masked)).toBe(masked);
      }),
    );
  });

  test('keeps what is public: hashes of a CA, digests of images, ids of etcd, of containers and of machines', () => {
    const hex = 'e73a248668360f0c59316405c9b3ff5a039b2e2d2ad80c68592b88b7a917120c';
    for (const text of [
      `--discovery-token-ca-cert-hash sha256:${hex}`,
      `registry.k8s.io/etcd@sha256:${hex}`,
      `containerID: containerd://${hex}`,
      '9D:DB:9E:4F:87:8C:56:5D:E1:90:BA:24',
      '5918217b5ee5b6b7, started, master3, https://192.168.56.7:2380, https://192.168.56.7:2379, false',
      '{"cluster_id":411457755930662713,"member_id":3533336519953428420}',
      '085c7f1c346bf7e9cc315c97ed98c1ea',
      'bearer token authentication is not enabled',
      'could not find a JWS signature in the cluster-info ConfigMap for token ID "zzzzzz"',
    ])
      expect(mask(text)).toBe(text);
  });

  test.each([
    ['Authorization: Bearer abc123.def', 'abc123.def'],
    ['"authorization":"Basic dXNlcjpwYXNz"', 'dXNlcjpwYXNz'],
    ['https://user:s3cr3t@mirror.example/debian', 's3cr3t'],
    ['password: hunter22', 'hunter22'],
    ['{"token-secret":"MDEyMzQ1Njc4OWFiY2RlZg=="}', 'MDEyMzQ1Njc4OWFiY2RlZg'],
    ['    client-key-data: c29tZXRoaW5nIGVsc2U=', 'c29tZXRoaW5n'],
    ['    client-certificate-data: LS0tLS1CRUdJTiBDRVJU', 'LS0tLS1CRUdJTiBDRVJU'],
    ['invalid certificate key: 0123abcd4567', '0123abcd4567'],
    ['MIIEpAIBAAKCAQEAabcdefgh\nMIIEpAIBAAKCAQEAxyz=\n-----END RSA PRIVATE KEY-----', 'MIIEpAIBAAKCAQEA'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA', 'MIIEpAIBAAKCAQEA'],
  ])('masks %j', (text, secret) => {
    expect(mask(text)).not.toContain(secret);
  });

  /** None of these ends if a rule tries a long run anew from each of its letters. */
  test.each(
    [
      'Ab3+',
      'a.',
      `${'Ab3/'.repeat(16)}\n`,
      'eyJ',
      'client-key ',
      'http://',
      'bearer ',
      'sha256:',
      '0g',
      ' ',
    ].map((part) => [part, part.repeat(Math.ceil(HALF_A_MEGABYTE / part.length))] as const),
  )('leaves half a megabyte of %j as it is', (_part, text) => {
    expect(mask(text) === text).toBe(true);
    expect(masker([new Secret('the token', 'abcdef.0123456789abcdef')])(text) === text).toBe(true);
  });

  test('masks what follows half a megabyte that is no secret', () => {
    const text = `sha256:${'0a'.repeat(HALF_A_MEGABYTE / 2)} certificate key:${' '.repeat(HALF_A_MEGABYTE)}abcdef.0123456789abcdef`;
    expect(mask(text).endsWith('  <bootstrap token>')).toBe(true);
  });

  test('takes the secrets out of what kubeadm printed, and nothing else', () => {
    const masked = mask(fixture('kubeadm-1.20/init.stdout'));
    expect(masked).not.toMatch(/[a-z0-9]{6}\.[a-z0-9]{16}/);
    expect(masked).toMatch(/--discovery-token-ca-cert-hash sha256:[0-9a-f]{64}/);
    expect(masked).toContain('[certs] Using certificateDir folder "/etc/kubernetes/pki"');
    expect(masked.replaceAll(/sha256:[0-9a-f]{64}/g, '')).not.toMatch(/[0-9a-f]{64}/);
  });
});
