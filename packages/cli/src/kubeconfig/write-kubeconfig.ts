import { realpathSync } from 'node:fs';
import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import { readTextFile } from '../input/text-file.js';
import { replaceFile } from '../replace-file.js';
import type { Kubeconfig } from './kubeconfig-text.js';
import { readKubeconfig } from './kubeconfig-text.js';

export type Written = 'created' | 'replaced';

/**
 * Writes a kubeconfig under mode 0600 from its first byte on, and whole or not at all. A file that holds anything but this very
 * cluster, by its CA, is left alone. The problem is one line.
 */
export function writeKubeconfig(path: string, text: string, kubeconfig: Kubeconfig): Result<Written, string> {
  const before = readTextFile(path);
  if (!before.ok && !before.error.endsWith('no such file')) return before;
  if (before.ok) {
    const other = whyNotReplaced(before.value, kubeconfig);
    if (other !== undefined)
      return err(`${path}: ${other}; it is left as it is: move it away, or name another file with --out`);
  }
  try {
    replaceFile(before.ok ? realpathSync(path) : path, text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return err(`${path}: cannot be written (${code})`);
  }
  return ok(before.ok ? 'replaced' : 'created');
}

function whyNotReplaced(text: string, { authorities }: Kubeconfig): string | undefined {
  if (text.trim() === '') return undefined;
  const there = readKubeconfig(text);
  if (there === undefined) return 'is no kubeconfig';
  const others = there.authorities.filter((one) => !authorities.includes(one));
  return others.length === 0 ? undefined : 'holds another cluster (its CA differs)';
}
