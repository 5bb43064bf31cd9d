import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostKeyAlgorithms } from '../../src/known-hosts/host-key-algorithms.js';
import { hasSshKeygen, newKey, temporaryDirectory } from './ssh-keygen.js';

const SERVER = { address: 'host', port: 22 };

describe.skipIf(!hasSshKeygen)('the host key algorithms to offer', () => {
  const directory = temporaryDirectory();
  const file = join(directory, 'known_hosts');
  const policy = { kind: 'strict' as const, knownHosts: [file] };
  const keys = new Map<string, string>();

  beforeAll(() => {
    for (const type of ['rsa', 'ecdsa', 'ed25519'] as const)
      keys.set(type, newKey(directory, type, type).text);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const write = (...lines: readonly (readonly [names: string, type: string])[]) =>
    writeFileSync(file, lines.map(([names, type]) => `${names} ${keys.get(type) ?? ''}\n`).join(''));

  it('begin with those of the known RSA key, by signatures over SHA-2 only', async () => {
    write(['host', 'rsa']);
    const algorithms = await hostKeyAlgorithms(policy, SERVER);
    expect(algorithms?.slice(0, 2)).toEqual(['rsa-sha2-512', 'rsa-sha2-256']);
    expect(algorithms).toContain('ssh-ed25519');
    expect(algorithms).not.toContain('ssh-rsa');
  });

  it('begin with all known types, each once', async () => {
    write(['host', 'ecdsa'], ['host', 'rsa'], ['host', 'rsa']);
    const algorithms = (await hostKeyAlgorithms(policy, SERVER)) ?? [];
    expect(algorithms.slice(0, 3)).toEqual(['ecdsa-sha2-nistp256', 'rsa-sha2-512', 'rsa-sha2-256']);
    expect(new Set(algorithms).size).toBe(algorithms.length);
  });

  it('prefer what stands under the port over what stands under the bare name', async () => {
    write(['host', 'ed25519'], ['[host]:2222', 'ecdsa']);
    expect((await hostKeyAlgorithms(policy, { ...SERVER, port: 2222 }))?.[0]).toBe('ecdsa-sha2-nistp256');
    expect((await hostKeyAlgorithms(policy, { ...SERVER, port: 2200 }))?.[0]).toBe('ssh-ed25519');
  });

  it('are left open for a server that is not known, for one that is only revoked, and without checking', async () => {
    write(['elsewhere', 'rsa'], ['@revoked host', 'rsa']);
    expect(await hostKeyAlgorithms(policy, SERVER)).toBeUndefined();
    expect(await hostKeyAlgorithms({ kind: 'off' }, SERVER)).toBeUndefined();
  });
});
