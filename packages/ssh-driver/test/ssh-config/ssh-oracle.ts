import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** OpenSSH's own client, which prints what a configuration means for a host (`ssh -G`). */
export const hasSsh = spawnSync('ssh', ['-V']).error === undefined;

if (!hasSsh && process.env['CI'] !== undefined) throw new Error('ssh is needed: install openssh-client');
if (!hasSsh) process.stderr.write('ssh is not installed: comparisons with OpenSSH are skipped\n');

export const directory = mkdtempSync(join(tmpdir(), 'quorate-ssh-config-'));
const configFile = join(directory, 'config');

/** The options as OpenSSH prints them, or undefined when it refuses the configuration. */
export function askSsh(text: string, name: string): ReadonlyMap<string, readonly string[]> | undefined {
  writeFileSync(configFile, text);
  const { status, stdout } = spawnSync('ssh', ['-G', '-F', configFile, name], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const options = new Map<string, string[]>();
  for (const line of stdout.trimEnd().split('\n')) {
    const [keyword = '', value = ''] = line.split(/ (.*)/s);
    options.set(keyword, [...(options.get(keyword) ?? []), value]);
  }
  return options;
}
