import { describe, expect, it } from 'vitest';
import { fingerprintOf, keyTypeOf } from '../../src/known-hosts/host-key.js';
import { entryNames, parseKnownHostsLine } from '../../src/known-hosts/known-hosts-line.js';
import { parseKnownHosts } from '../../src/known-hosts/read-known-hosts.js';
import { ED25519, HASHED_NAMES } from './vectors.js';

function entry(text: string) {
  const parsed = parseKnownHostsLine(text, 'known_hosts', 1);
  if (!parsed.ok || parsed.value === undefined) throw new Error(`not an entry: ${text}`);
  return parsed.value;
}

describe('a line of known_hosts', () => {
  it('gives the key with the fingerprint that ssh-keygen prints', () => {
    const { key, marker } = entry(`host ${ED25519.text} a comment with spaces`);
    expect(keyTypeOf(key)).toBe('ssh-ed25519');
    expect(fingerprintOf(key)).toBe(ED25519.fingerprint);
    expect(marker).toBe('none');
  });

  it.each(HASHED_NAMES)(
    'finds $name behind the hash that ssh-keygen made of it, and no other name',
    ({ name, hashed }) => {
      const { names } = entry(`${hashed} ${ED25519.text}`);
      expect(HASHED_NAMES.filter((other) => entryNames(names, other.name))).toEqual([{ name, hashed }]);
    },
  );

  it.each([
    ['host', 'host', true],
    ['a,host,b', 'host', true],
    ['HOST', 'host', true],
    ['host', 'hosts', false],
    ['*.example.org,!bad.example.org', 'good.example.org', true],
    ['*.example.org,!bad.example.org', 'bad.example.org', false],
    ['!bad.example.org', 'good.example.org', false],
    ['192.168.56.?', '192.168.56.3', true],
    ['192.168.56.?', '192.168.56.13', false],
    ['[host]:2222', '[host]:2222', true],
    ['[host]:2222', 'host', false],
    ['[*]:2222', '[host]:2222', true],
  ])('with the names %s speaks of %s: %s', (names, name, expected) => {
    expect(entryNames(entry(`${names} ${ED25519.text}`).names, name)).toBe(expected);
  });

  it.each(['@revoked', '@cert-authority'])('may be marked %s', (marker) => {
    expect(entry(`${marker} host ${ED25519.text}`).marker).toBe(marker.slice(1));
  });

  it.each(['', '   ', '# host ssh-ed25519 AAAA', '\t#x'])('without a key is passed over: %j', (text) => {
    expect(parseKnownHostsLine(text, 'known_hosts', 1)).toEqual({ ok: true, value: undefined });
  });

  it.each([
    ['host ssh-ed25519', 'a line needs names, a key type and a key'],
    ['@trusted host ssh-ed25519 AAAA', 'the marker @trusted is unknown'],
    ['host ssh-ed25519 not-base64!', 'the key is not base64'],
    ['host ssh-ed25519 AAAAAAAA', 'the key cannot be read'],
    [
      `host ssh-rsa ${ED25519.text.split(' ')[1] ?? ''}`,
      'the line says ssh-rsa, but the key is of type ssh-ed25519',
    ],
    [`|2|AAAA|AAAA ${ED25519.text}`, 'the hashed name is not of the form |1|salt|hash'],
    [`|1|AAAA|AAAA ${ED25519.text}`, 'salt and hash of a hashed name must be 20 bytes each, in base64'],
  ])('that is broken says how: %s', (text, error) => {
    expect(parseKnownHostsLine(text, 'known_hosts', 1)).toEqual({ ok: false, error });
  });
});

describe('a known_hosts file', () => {
  it('keeps its good lines when others are broken, and names those with their place', () => {
    const text = `# mine\none ${ED25519.text}\r\nbroken line\ntwo ${ED25519.text}`;
    const { entries, badLines } = parseKnownHosts(text, '/x/known_hosts');
    expect(entries.map(({ line }) => line)).toEqual([2, 4]);
    expect(badLines).toEqual(['/x/known_hosts:3: a line needs names, a key type and a key']);
  });
});
