import { describe, expect, test } from 'vitest';
import { closestName } from '../../src/spec/closest-name.js';
import { parseDnsLabel, parseDnsSubdomain, parseHostName } from '../../src/spec/dns-name.js';
import { formatDuration, parseDuration } from '../../src/spec/duration.js';
import { formatEndpoint, parseEndpoint } from '../../src/spec/endpoint.js';
import { cidrContains, cidrsOverlap, parseCidr, parseIpAddress } from '../../src/spec/ip-network.js';
import {
  compareKubeVersions,
  formatKubeVersion,
  kubeadmConfigApiVersion,
  minorOf,
  parseKubeVersion,
  parseSupportedVersion,
} from '../../src/spec/kube-version.js';
import type { Result } from '../../src/foundation/result.js';

function valueOf<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

const version = (text: string) => valueOf(parseKubeVersion(text));
const cidr = (text: string) => valueOf(parseCidr(text));
const address = (text: string) => valueOf(parseIpAddress(text));

describe('Kubernetes versions', () => {
  test.each([
    ['v1.20.15', 'kubeadm.k8s.io/v1beta2'],
    ['v1.21.0', 'kubeadm.k8s.io/v1beta2'],
    ['v1.22.0', 'kubeadm.k8s.io/v1beta3'],
    ['v1.30.14', 'kubeadm.k8s.io/v1beta3'],
    ['v1.31.0', 'kubeadm.k8s.io/v1beta4'],
    ['v1.36.1', 'kubeadm.k8s.io/v1beta4'],
  ])('kubeadm %s is configured with %s', (text, expected) => {
    expect(kubeadmConfigApiVersion(version(text))).toBe(expected);
  });

  test('are read with or without v, and written with it', () => {
    expect(formatKubeVersion(version('1.26.0'))).toBe('v1.26.0');
    expect(minorOf(version('v1.26.0'))).toBe(26);
  });

  test('are ordered by number, not by letter', () => {
    const sorted = ['v1.9.9', 'v1.10.0', 'v1.10.2', 'v1.10.11', 'v2.0.0'].map(version);
    expect([...sorted].reverse().sort(compareKubeVersions)).toEqual(sorted);
  });

  test.each(['', 'v1.26', 'v1.26.0-rc.1', 'v1.026.0', 'latest', ' v1.26.0'])('%j is refused', (text) => {
    expect(parseKubeVersion(text).ok).toBe(false);
  });

  test.each([
    ['v1.19.16', false],
    ['v1.20.0', true],
    ['v1.36.9', true],
    ['v1.37.0', false],
    ['v2.26.0', false],
  ])('%s supported: %s', (text, supported) => {
    expect(parseSupportedVersion(text).ok).toBe(supported);
  });
});

describe('durations', () => {
  test.each([
    ['24h', 86_400_000],
    ['1h30m', 5_400_000],
    ['90s', 90_000],
    ['1.5h', 5_400_000],
    ['500ms', 500],
    ['0.001s', 1],
    ['4m0s', 240_000],
  ])('%s', (text, ms) => {
    expect(valueOf(parseDuration(text))).toBe(ms);
  });

  test.each(['', '10', '5 m', '-1h', '1d', '0s', '0.5ms', '100000h', 'h', '1h-1m'])(
    '%j is refused',
    (text) => {
      expect(parseDuration(text).ok).toBe(false);
    },
  );

  test('are written in the shortest whole units', () => {
    expect([7_200_000, 5_400_000, 90_000, 1500].map(formatDuration)).toEqual([
      '2h',
      '1h30m',
      '1m30s',
      '1s500ms',
    ]);
  });
});

describe('endpoints', () => {
  test.each([
    ['192.168.56.4:6443', '192.168.56.4:6443'],
    ['192.168.56.4', '192.168.56.4:6443'],
    ['k8s.example.com:443', 'k8s.example.com:443'],
    ['[FD00:0::1]:8443', '[fd00::1]:8443'],
    ['[fd00::1]', '[fd00::1]:6443'],
    ['fd00::1', '[fd00::1]:6443'],
  ])('%s is %s', (text, expected) => {
    expect(formatEndpoint(valueOf(parseEndpoint(text)))).toBe(expected);
  });

  test.each([
    '',
    ':6443',
    'a:0',
    'a:65536',
    'a:x',
    'a:',
    '[10.0.0.1]:1',
    '[x]',
    '1.2.3',
    'fd00::1:',
    'A:1',
    'https://a',
  ])('%j is refused', (text) => {
    expect(parseEndpoint(text).ok).toBe(false);
  });
});

describe('addresses and networks', () => {
  test.each(['010.0.0.1', '10.0.0', '0x0a.0.0.1', 'fe80::1%eth0', '::ffff:10.0.0.1', '10.0.0.1/8', ''])(
    '%j is not an address',
    (text) => {
      expect(parseIpAddress(text).ok).toBe(false);
    },
  );

  test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.1/24', 'fd00::/129', '10.0.0.0/08', '/8'])(
    '%j is not a network',
    (text) => {
      expect(parseCidr(text).ok).toBe(false);
    },
  );

  test('overlap is one holding the other', () => {
    expect(cidrsOverlap(cidr('10.96.0.0/12'), cidr('10.111.0.0/16'))).toBe(true);
    expect(cidrsOverlap(cidr('10.111.0.0/16'), cidr('10.96.0.0/12'))).toBe(true);
    expect(cidrsOverlap(cidr('10.96.0.0/12'), cidr('10.112.0.0/16'))).toBe(false);
    expect(cidrsOverlap(cidr('10.0.0.0/8'), cidr('fd00::/8'))).toBe(false);
  });

  test('membership includes both ends', () => {
    const network = cidr('10.244.0.0/16');
    const inside = ['10.243.255.255', '10.244.0.0', '10.244.255.255', '10.245.0.0', 'fd00::1'].map((text) =>
      cidrContains(network, address(text)),
    );
    expect(inside).toEqual([false, true, true, false, false]);
  });
});

describe('names', () => {
  test.each(['a', 'a-b', '0', 'x'.repeat(63)])('%s is a label', (text) => {
    expect(parseDnsLabel(text)).toEqual({ ok: true, value: text });
  });

  test.each(['', '-a', 'a-', 'a.b', 'A', 'a_b', 'x'.repeat(64)])('%j is no label', (text) => {
    expect(parseDnsLabel(text).ok).toBe(false);
  });

  test('a subdomain is labels with dots, 253 characters at most', () => {
    expect(parseDnsSubdomain('a.b-c.d').ok).toBe(true);
    expect(parseDnsSubdomain('a..b').ok).toBe(false);
    expect(parseDnsSubdomain(`${'a.'.repeat(126)}b`).ok).toBe(true);
    expect(parseDnsSubdomain(`${'a.'.repeat(127)}b`).ok).toBe(false);
  });

  test('a host name fits a label value', () => {
    expect(parseHostName(`${'a'.repeat(31)}.${'b'.repeat(31)}`).ok).toBe(true);
    expect(parseHostName(`${'a'.repeat(32)}.${'b'.repeat(31)}`).ok).toBe(false);
  });

  test('the closest name, or none', () => {
    const names = ['podSubnet', 'serviceSubnet', 'dnsDomain'];
    expect(closestName('podsubnet', names)).toBe('podSubnet');
    expect(closestName('dnsDomian', names)).toBe('dnsDomain');
    expect(closestName('replicas', names)).toBeUndefined();
    expect(closestName('ab', ['xy'])).toBeUndefined();
  });
});
