import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../src/known-hosts/host-key.js';
import { entryNames } from '../../src/known-hosts/known-hosts-line.js';
import { parseKnownHosts } from '../../src/known-hosts/read-known-hosts.js';
import { matchesWildcard } from '../../src/known-hosts/wildcard.js';
import {
  fingerprintBySshKeygen,
  hashNames,
  hasSshKeygen,
  linesFoundBySshKeygen,
  newKey,
  temporaryDirectory,
} from './ssh-keygen.js';
import { ED25519 } from './vectors.js';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

/** Few letters, so that patterns hit. */
const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', '1'), minLength: 1, maxLength: 4 });
const hostName = fc.oneof(
  name,
  name.map((host) => `[${host}]:2222`),
);
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '!'),
    fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?', 'A'), minLength: 1, maxLength: 5 }),
  )
  .map((parts) => parts.join(''));
const names = fc
  .array(fc.oneof(pattern, hostName), { minLength: 1, maxLength: 4 })
  .map((list) => list.join(','));
const marker = fc.constantFrom('', '', '', '@revoked ', '@cert-authority ');
const line = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(marker, names).map(([mark, hosts]) => `${mark}${hosts} ${ED25519.text}`) },
  // ssh-keygen -F prints a line without looking at its key: broken keys are for the examples.
  { weight: 1, arbitrary: fc.constantFrom('# a comment', '', '  ', 'broken') },
);

function linesFoundHere(host: string, file: string): readonly number[] {
  const { entries } = parseKnownHosts(readFileSync(file, 'utf8'), file);
  return entries.filter((entry) => entryNames(entry.names, host)).map((entry) => entry.line);
}

describe.skipIf(!hasSshKeygen)('as ssh-keygen sees it', () => {
  it('a name is found in the same lines of any file', () => {
    const file = join(directory, 'plain');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), hostName, (lines, host) => {
        writeFileSync(file, `${lines.join('\n')}\n`);
        expect(linesFoundHere(host, file)).toEqual(linesFoundBySshKeygen(host, file));
      }),
    );
  });

  it('a name is found in the same lines after ssh-keygen -H has hashed them', () => {
    const file = join(directory, 'hashed');
    fc.assert(
      fc.property(fc.array(hostName, { minLength: 1, maxLength: 6 }), fc.nat(), (hosts, index) => {
        writeFileSync(file, hosts.map((host) => `${host} ${ED25519.text}\n`).join(''), { mode: 0o600 });
        hashNames(file);
        expect(readFileSync(file, 'utf8')).toMatch(/^\|1\|/);
        const asked = hosts[index % hosts.length] ?? '';
        const found = linesFoundHere(asked, file);
        expect(found).toEqual(linesFoundBySshKeygen(asked, file));
        expect(found.length).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });

  it.each(['ed25519', 'ecdsa', 'rsa'] as const)('the fingerprint of a new %s key is the same', (type) => {
    const key = newKey(directory, type, type);
    expect(fingerprintOf(key.blob)).toBe(fingerprintBySshKeygen(`${key.path}.pub`));
  });
});

it('a wildcard pattern matches what the regular expression of the same meaning matches', () => {
  const symbols = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
  fc.assert(
    fc.property(symbols, text, (wildcard, subject) => {
      const source = wildcard.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
      expect(matchesWildcard(wildcard, subject)).toBe(new RegExp(`^${source}$`).test(subject));
    }),
    { numRuns: 1000 },
  );
});
