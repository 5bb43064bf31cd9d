import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** OpenSSH's own program: what it says of keys and known_hosts files is the truth here. */
export const hasSshKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined;

if (!hasSshKeygen && process.env['CI'] !== undefined)
  throw new Error('ssh-keygen is needed: install openssh-client');

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'quorate-known-hosts-'));
}

/** A new key: its public half as it stands in known_hosts (`type base64`) and on the wire. */
export function newKey(directory: string, name: string, type: 'ed25519' | 'rsa' | 'ecdsa' = 'ed25519') {
  const path = join(directory, name);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', path]);
  const [kind = '', base64 = ''] = readFileSync(`${path}.pub`, 'utf8').split(' ');
  return { path, text: `${kind} ${base64}`, blob: Buffer.from(base64, 'base64') };
}

/** The lines of `file` in which `ssh-keygen -F` finds that name; they count from 1. */
export function linesFoundBySshKeygen(name: string, file: string): readonly number[] {
  const { stdout } = spawnSync('ssh-keygen', ['-F', name, '-f', file], { encoding: 'utf8' });
  return [...stdout.matchAll(/^# Host .* found: line (\d+)/gm)].map((match) => Number(match[1]));
}

export function fingerprintBySshKeygen(publicKeyFile: string): string {
  return execFileSync('ssh-keygen', ['-lf', publicKeyFile], { encoding: 'utf8' }).split(' ')[1] ?? '';
}

/** Hashes the names of the file in place. */
export function hashNames(file: string): void {
  execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
}
