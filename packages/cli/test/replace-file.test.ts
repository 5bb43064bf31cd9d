import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { replaceFile } from '../src/replace-file.js';

const folder = mkdtempSync(join(tmpdir(), 'quorate-replace-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('what a killed process of the same id left behind is not in the way', () => {
  const path = join(folder, 'admin.conf');
  const left = join(folder, `.admin.conf.${process.pid}`);
  writeFileSync(left, 'half of it');
  writeFileSync(path, 'old', { mode: 0o644 });
  replaceFile(path, 'new', 0o600);
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  rmSync(left);
  expect(readdirSync(folder)).toEqual(['admin.conf']);
});

test('a write that fails leaves no descriptor open', () => {
  const source = fileURLToPath(new URL('../src/replace-file.ts', import.meta.url));
  // The system gives the lowest number that is free.
  const script = `
    import { closeSync, openSync } from 'node:fs';
    import { replaceFile } from ${JSON.stringify(source)};
    const free = () => { const file = openSync(${JSON.stringify(source)}); closeSync(file); return file; };
    const before = free();
    let code;
    try { replaceFile(${JSON.stringify(join(folder, 'long'))}, 'x'.repeat(100_000), 0o600); } catch (error) { code = error.code; }
    console.log(JSON.stringify({ code, left: free() - before }));
  `;
  const node = `ulimit -f 8; exec "$0" --import tsx/esm --input-type=module --eval "$1"`;
  const env = { ...process.env, TSX_DISABLE_CACHE: '1' };
  const ran = spawnSync('sh', ['-c', node, process.execPath, script], { encoding: 'utf8', env });
  expect(JSON.parse(ran.stdout || ran.stderr)).toEqual({ code: 'EFBIG', left: 0 });
});
