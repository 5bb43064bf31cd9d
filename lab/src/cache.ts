import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import { cacheFolder, recipeFolder } from './places.js';

/** Results of the recipes, each in a folder named after the hash of everything that it was made from. */
export interface LabParts {
  readonly rootFileSystem: string;
  readonly imageStore: string;
}

/** Builds what is not in the cache yet: about eight minutes on a new machine with two cores, nothing later. */
export async function ensureParts(say: (line: string) => void): Promise<LabParts> {
  mkdirSync(cacheFolder, { recursive: true });
  const kubernetes = await part('kubernetes', ['kubernetes.sh'], [], say);
  const rootFileSystem = await part('root-file-system', ['root-file-system.sh', 'host'], [kubernetes], say);
  const images = await part('images', ['images.sh'], [kubernetes, rootFileSystem], say);
  const imageStore = await part('image-store', ['image-store.sh'], [images], say);
  return { rootFileSystem, imageStore };
}

async function part(
  name: string,
  sources: readonly [string, ...string[]],
  inputs: readonly string[],
  say: (line: string) => void,
): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) hashTree(hash, join(recipeFolder, source));
  for (const input of inputs) hash.update(input);
  const folder = join(cacheFolder, `${name}-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  say(`building ${name} (once; kept in ${folder})`);
  const log = `${folder}.log`;
  const built = await $({
    nothrow: true,
    quiet: true,
  })`${join(recipeFolder, sources[0])} ${folder} ${inputs} >${log} 2>&1`;
  if (built.exitCode !== 0) {
    const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
    throw new Error(
      `${sources[0]} failed with exit code ${String(built.exitCode)}; its last lines (all of it in ${log}):\n${tail}`,
    );
  }
  return folder;
}

function hashTree(hash: ReturnType<typeof createHash>, path: string): void {
  if (!statSync(path).isDirectory()) {
    hash.update(path.slice(recipeFolder.length)).update(readFileSync(path));
    return;
  }
  for (const entry of readdirSync(path).sort()) hashTree(hash, join(path, entry));
}
