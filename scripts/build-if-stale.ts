import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages, repositoryRoot } from './published-packages.js';

/** Global set-up of the tests that use the built packages: builds all of them when any source is newer than its output. */
export function setup(): void {
  if (!publishedPackages.some((name) => isStale(join(repositoryRoot, 'packages', name)))) return;
  execFileSync('npm', ['run', 'build'], { cwd: repositoryRoot, stdio: 'inherit' });
}

function isStale(folder: string): boolean {
  const output = join(folder, 'dist');
  if (!existsSync(output)) return true;
  const inputs = ['src', 'package.json', 'tsconfig.json', 'tsup.config.ts'].map((name) => join(folder, name));
  const newestInput = Math.max(...inputs.flatMap(modificationTimesMs));
  const oldestOutput = Math.min(...modificationTimesMs(output));
  return newestInput > oldestOutput;
}

function modificationTimesMs(path: string): readonly number[] {
  const stats = statSync(path);
  if (!stats.isDirectory()) return [stats.mtimeMs];
  return readdirSync(path).flatMap((name) => modificationTimesMs(join(path, name)));
}
