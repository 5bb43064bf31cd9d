import { existsSync } from 'node:fs';
import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import { writeOutFile } from '../out-file.js';
import type { Kubeconfig } from './kubeconfig-text.js';
import { readKubeconfig } from './kubeconfig-text.js';

export type Written = 'created' | 'replaced';

/**
 * Writes a kubeconfig under mode 0600 from its first byte on, and whole or not at all. A file that holds anything but this very
 * cluster, by its CA, is left alone. The problem is one line.
 */
export function writeKubeconfig(path: string, text: string, kubeconfig: Kubeconfig): Result<Written, string> {
  const written = existsSync(path) ? 'replaced' : 'created';
  const problem = writeOutFile({ path, keeps: (there) => whyKept(there, kubeconfig) }, text);
  return problem === undefined ? ok(written) : err(problem);
}

function whyKept(text: string, { authorities }: Kubeconfig): string | undefined {
  const there = readKubeconfig(text);
  const others = there?.authorities.filter((one) => !authorities.includes(one));
  if (others?.length === 0) return undefined;
  const what = others === undefined ? 'is no kubeconfig' : 'holds another cluster (its CA differs)';
  return `${what}; it is left as it is: move it away, or name another file with --out`;
}
