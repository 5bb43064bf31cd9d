import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const folder = fileURLToPath(new URL('..', import.meta.url));

test('the command that npm links is none that only a build makes', () => {
  expect(existsSync(join(folder, manifest.bin.quorate))).toBe(true);
  expect(manifest.bin.quorate).not.toContain('dist');
  expect(manifest.files).toContain(dirname(normalize(manifest.bin.quorate)));
});

test('says what to do when nothing is built', () => {
  const place = mkdtempSync(join(tmpdir(), 'quorate-bin-'));
  try {
    for (const name of ['bin', 'package.json'])
      cpSync(join(folder, name), join(place, name), { recursive: true });
    const ran = spawnSync(process.execPath, [join(place, manifest.bin.quorate)], { encoding: 'utf8' });
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain('quorate is not built');
    expect(ran.stderr).toContain('npm run build');
    expect(ran.stdout).toBe('');
  } finally {
    rmSync(place, { recursive: true });
  }
});
