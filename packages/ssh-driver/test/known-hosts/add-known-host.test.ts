import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./add-in-child.ts', import.meta.url));

it('a line that the disk takes only a part of is no line that was added', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'quorate-known-hosts-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  const file = join(directory, 'known_hosts');
  const limitBytes = 512;
  writeFileSync(file, `#${'-'.repeat(limitBytes - 30)}\n`);
  // POSIX: `ulimit -f` counts blocks of 512 bytes. Beyond them a write is cut short, and the next one fails.
  const argv = [process.execPath, '--import', 'tsx/esm', '--conditions=@quorate/source', script, file];
  const { stdout } = await run('sh', ['-c', 'ulimit -f 1 && exec "$@"', 'sh', ...argv], {
    cwd: dirname(script),
    // What tsx keeps of its work would be cut short as well.
    env: { ...process.env, TSX_DISABLE_CACHE: '1' },
  });
  expect(readFileSync(file)).toHaveLength(limitBytes);
  expect(stdout).toBe('EFBIG\n');
});
