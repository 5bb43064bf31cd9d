import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkHostKey } from '../../src/known-hosts/check-host-key.js';
import { fingerprintOf } from '../../src/known-hosts/host-key.js';
import { hasSshKeygen, linesFoundBySshKeygen, newKey, temporaryDirectory } from './ssh-keygen.js';

const SERVER = { address: '192.168.56.5', port: 22 };
const HIGH_PORT = { address: '192.168.56.5', port: 2222 };

describe.skipIf(!hasSshKeygen)('the key that a server shows', () => {
  const directory = temporaryDirectory();
  const file = join(directory, 'known_hosts');
  let mine: ReturnType<typeof newKey>;
  let other: ReturnType<typeof newKey>;

  const strict = (alias?: string) => ({
    kind: 'strict' as const,
    knownHosts: [file],
    ...(alias === undefined ? {} : { alias }),
  });
  const acceptNew = (knownHosts: readonly string[] = [file]) => ({
    kind: 'accept-new' as const,
    knownHosts,
    addTo: knownHosts[0],
  });
  const write = (...lines: readonly string[]) => writeFileSync(file, `${lines.join('\n')}\n`);

  beforeAll(() => {
    mine = newKey(directory, 'mine');
    other = newKey(directory, 'other', 'ecdsa');
  });
  beforeEach(() => rmSync(file, { force: true }));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('is known when a line holds it', async () => {
    write(`192.168.56.5 ${other.text}`, `192.168.56.5 ${mine.text}`);
    expect(await checkHostKey(strict(), SERVER, mine.blob)).toEqual({ kind: 'known' });
  });

  it('is known when the second file holds it', async () => {
    write(`192.168.56.5 ${mine.text}`);
    const policy = { kind: 'strict' as const, knownHosts: [join(directory, 'absent'), file] };
    expect(await checkHostKey(policy, SERVER, mine.blob)).toEqual({ kind: 'known' });
  });

  it('is refused as unknown, with its fingerprint and the commands that settle it', async () => {
    write(`192.168.56.6 ${mine.text}`, 'broken');
    const verdict = await checkHostKey(strict(), HIGH_PORT, mine.blob);
    expect(verdict).toMatchObject({
      kind: 'refused',
      reason: 'unknown',
      fingerprint: fingerprintOf(mine.blob),
    });
    const detail = verdict.kind === 'refused' ? verdict.detail : '';
    expect(detail).toContain(`Shown: ssh-ed25519 ${fingerprintOf(mine.blob)}.`);
    expect(detail).toContain(`ssh-keyscan -t ed25519 -p 2222 192.168.56.5 >> ${file}`);
    expect(detail).toContain(`${file}:2: a line needs names`);
  });

  it('is refused as changed, with both fingerprints and the place of the one that is known', async () => {
    write('# one', `[192.168.56.5]:2222 ${other.text}`);
    const verdict = await checkHostKey(strict(), HIGH_PORT, mine.blob);
    expect(verdict).toMatchObject({ kind: 'refused', reason: 'changed' });
    const detail = verdict.kind === 'refused' ? verdict.detail : '';
    expect(detail).toContain(`Shown: ssh-ed25519 ${fingerprintOf(mine.blob)}.`);
    expect(detail).toContain(`Known: ecdsa-sha2-nistp256 ${fingerprintOf(other.blob)} (${file}:2).`);
    expect(detail).toContain(`ssh-keygen -R '[192.168.56.5]:2222' -f ${file}`);
  });

  it('is refused when it is revoked, although another line trusts it', async () => {
    write(`192.168.56.5 ${mine.text}`, `@revoked * ${mine.text}`);
    const verdict = await checkHostKey(strict(), SERVER, mine.blob);
    expect(verdict).toMatchObject({ kind: 'refused', reason: 'revoked' });
    expect(verdict).toHaveProperty('detail', expect.stringContaining(`${file}:2`));
  });

  it('is good when only another key of that server is revoked', async () => {
    write(`192.168.56.5 ${mine.text}`, `@revoked 192.168.56.5 ${other.text}`);
    expect(await checkHostKey(strict(), SERVER, mine.blob)).toEqual({ kind: 'known' });
  });

  it.each(['strict', 'accept-new'] as const)(
    'is refused under %s when only a certificate authority vouches for the server',
    async (kind) => {
      write(`@cert-authority * ${other.text}`);
      const verdict = await checkHostKey({ kind, knownHosts: [file], addTo: file }, SERVER, mine.blob);
      expect(verdict).toMatchObject({ kind: 'refused', reason: 'certificate-authority' });
      expect(verdict).toHaveProperty('detail', expect.stringContaining('Certificates are not supported'));
    },
  );

  it('is never the key of a certificate authority itself', async () => {
    write(`@cert-authority * ${mine.text}`);
    expect(await checkHostKey(strict(), SERVER, mine.blob)).toMatchObject({ kind: 'refused' });
  });

  it('is refused when it is a certificate, although its authority is known', async () => {
    write(`@cert-authority * ${other.text}`);
    const signed = ['-q', '-s', other.path, '-I', 'host', '-h', `${mine.path}.pub`];
    execFileSync('ssh-keygen', signed, { stdio: 'ignore' });
    const [, base64 = ''] = readFileSync(`${mine.path}-cert.pub`, 'utf8').split(' ');
    const verdict = await checkHostKey(strict(), SERVER, Buffer.from(base64, 'base64'));
    expect(verdict).toMatchObject({ kind: 'refused', reason: 'certificate-authority' });
    expect(verdict).toHaveProperty('detail', expect.stringContaining('shows a certificate'));
  });

  it('is looked up under the alias, whatever address and port are', async () => {
    write(`master1 ${mine.text}`, `192.168.56.5 ${other.text}`);
    expect(await checkHostKey(strict('master1'), HIGH_PORT, mine.blob)).toEqual({ kind: 'known' });
    expect(await checkHostKey(strict('master2'), SERVER, other.blob)).toMatchObject({ reason: 'unknown' });
  });

  it('is good for another port when it stands under the bare name, as for ssh', async () => {
    write(`192.168.56.5 ${mine.text}`);
    expect(await checkHostKey(strict(), HIGH_PORT, mine.blob)).toEqual({ kind: 'known' });
    expect(await checkHostKey(strict(), HIGH_PORT, other.blob)).toMatchObject({ reason: 'unknown' });
  });

  it('is not looked at when checking is off, and the verdict says so', async () => {
    write(`192.168.56.5 ${other.text}`);
    expect(await checkHostKey({ kind: 'off' }, SERVER, mine.blob)).toEqual({
      kind: 'unchecked',
      fingerprint: fingerprintOf(mine.blob),
    });
  });

  describe('under accept-new', () => {
    it('is added to a file of mode 0600 in a directory of mode 0700, where ssh-keygen finds it', async () => {
      const fresh = join(directory, 'made', 'known_hosts');
      expect(await checkHostKey(acceptNew([fresh]), HIGH_PORT, mine.blob)).toEqual({
        kind: 'accepted-new',
        fingerprint: fingerprintOf(mine.blob),
        addedTo: fresh,
      });
      expect(statSync(fresh).mode & 0o777).toBe(0o600);
      expect(statSync(join(directory, 'made')).mode & 0o777).toBe(0o700);
      expect(readFileSync(fresh, 'utf8')).toBe(`[192.168.56.5]:2222 ${mine.text}\n`);
      expect(linesFoundBySshKeygen('[192.168.56.5]:2222', fresh)).toEqual([1]);
      expect(await checkHostKey(strict(), HIGH_PORT, mine.blob)).toMatchObject({ reason: 'unknown' });
      expect(await checkHostKey(acceptNew([fresh]), HIGH_PORT, mine.blob)).toEqual({ kind: 'known' });
    });

    it('does not glue itself to a last line without an end', async () => {
      writeFileSync(file, `other ${other.text}`);
      await checkHostKey(acceptNew(), SERVER, mine.blob);
      expect(readFileSync(file, 'utf8')).toBe(`other ${other.text}\n192.168.56.5 ${mine.text}\n`);
    });

    it('is refused when another one is known, and nothing is written', async () => {
      write(`192.168.56.5 ${other.text}`);
      const before = readFileSync(file, 'utf8');
      expect(await checkHostKey(acceptNew(), SERVER, mine.blob)).toMatchObject({ reason: 'changed' });
      expect(readFileSync(file, 'utf8')).toBe(before);
    });

    it('is refused when it is revoked for the bare name, and nothing is written', async () => {
      write(`@revoked 192.168.56.5 ${mine.text}`);
      const before = readFileSync(file, 'utf8');
      expect(await checkHostKey(acceptNew(), HIGH_PORT, mine.blob)).toMatchObject({ reason: 'revoked' });
      expect(readFileSync(file, 'utf8')).toBe(before);
    });

    it('is refused when a file cannot be read: it may know another key', async () => {
      const unreadable = join(directory, 'a-directory');
      mkdirSync(unreadable);
      chmodSync(unreadable, 0o700);
      const verdict = await checkHostKey(acceptNew([file, unreadable]), SERVER, mine.blob);
      expect(verdict).toMatchObject({ kind: 'refused', reason: 'unknown' });
      expect(verdict).toHaveProperty('detail', expect.stringContaining(`${unreadable}: EISDIR`));
      expect(existsSync(file)).toBe(false);
    });

    it('is accepted for one run where no file is named to add it to, and the files that are asked stay as they are', async () => {
      write(`192.168.56.6 ${other.text}`);
      const before = readFileSync(file, 'utf8');
      const policy = { ...acceptNew(), addTo: undefined };
      const ofThisRun = new Map<string, Buffer>();
      const look = (key: Buffer, server = SERVER) => checkHostKey(policy, server, key, ofThisRun);
      expect(await look(mine.blob)).toEqual({ kind: 'accepted-new', fingerprint: fingerprintOf(mine.blob) });
      expect(await look(mine.blob)).toEqual({ kind: 'known' });
      const changed = await look(other.blob);
      expect(changed).toMatchObject({ kind: 'refused', reason: 'changed' });
      expect(changed).toHaveProperty(
        'detail',
        expect.stringContaining(
          `Accepted before: ssh-ed25519 ${fingerprintOf(mine.blob)} (for this run only`,
        ),
      );
      expect(await look(other.blob, { address: '192.168.56.6', port: 22 })).toEqual({ kind: 'known' });
      expect(await look(mine.blob, { address: '192.168.56.6', port: 22 })).toMatchObject({
        reason: 'changed',
      });
      expect(await checkHostKey(policy, SERVER, other.blob)).toMatchObject({ kind: 'accepted-new' });
      expect(readFileSync(file, 'utf8')).toBe(before);
    });

    it('is added once by many connections at once, and another key of that server is refused', async () => {
      const shown = [mine, mine, mine, other];
      const verdicts = await Promise.all(shown.map(({ blob }) => checkHostKey(acceptNew(), SERVER, blob)));
      expect(verdicts.map(({ kind }) => kind)).toEqual(['accepted-new', 'known', 'known', 'refused']);
      expect(readFileSync(file, 'utf8')).toBe(`192.168.56.5 ${mine.text}\n`);
    });
  });
});
