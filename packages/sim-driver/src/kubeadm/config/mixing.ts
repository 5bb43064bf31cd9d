import type { Failure } from '../failure.js';
import type { Flags } from './flags.js';

const ALLOWED_WITH_CONFIG = new Set([
  'config',
  'ignore-preflight-errors',
  'dry-run',
  'kubeconfig',
  'node-name',
  'cri-socket',
  'kubeconfig-dir',
  'upload-certs',
  'patches',
  'experimental-patches',
  'print-join-command',
  'rootfs',
  'v',
  'force',
]);

/** A configuration file and flags that it could hold exclude each other. */
export function mixedArguments(flags: Flags): Failure | undefined {
  if (!flags.has('config')) return undefined;
  const mixed = flags.given
    .filter((name) => !ALLOWED_WITH_CONFIG.has(name) && !name.startsWith('skip-'))
    .sort();
  return mixed.length === 0
    ? undefined
    : { cause: `can not mix '--config' with arguments [${mixed.join(' ')}]` };
}
