import type { ClusterSpec, Result } from '@quorate/core';
import type { Refusal } from '../refusal.js';
import type { Terminal } from '../terminal.js';
import type { ClusterWorld } from './cluster-world.js';
import { simulatedWorld } from './simulated-world.js';
import type { WorldOptions } from './world-options.js';

/** Opens the hosts of a spec as the options say. Connects to nothing yet. */
export async function openWorld(
  spec: ClusterSpec,
  specPath: string,
  options: WorldOptions,
  terminal: Terminal,
): Promise<Result<ClusterWorld, Refusal>> {
  const { simulate } = options;
  if (simulate !== undefined)
    return simulatedWorld(spec, specPath, simulate === true ? undefined : simulate, terminal);
  // SSH is a third of the program: verbs that need none start without it.
  const { sshWorld } = await import('./ssh-world.js');
  return sshWorld(spec, options, terminal);
}
