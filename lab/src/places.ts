import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Outside the work tree: what takes minutes to build survives a fresh clone. */
export const cacheFolder = process.env['QUORATE_LAB_CACHE'] ?? '/var/cache/quorate-lab';

/** Disks, keys and logs of the hosts that are up. Better on the file system of the cache: images are then hard links. */
export const stateFolder = process.env['QUORATE_LAB_STATE'] ?? '/var/lib/quorate-lab';

export const recipeFolder = fileURLToPath(new URL('../recipe', import.meta.url));

/** Network namespace of the lab, and the bridge in it. */
export const NAMESPACE = 'quorate-lab';
export const BRIDGE = 'lab0';

export const LOGIN_USER = 'ops';
export const clientKey = join(stateFolder, 'client-key');
export const knownHosts = join(stateFolder, 'known_hosts');

export interface HostPlaces {
  readonly folder: string;
  /** What differs from the shared root file system. */
  readonly upper: string;
  readonly work: string;
  readonly root: string;
  readonly var: string;
  readonly pidFile: string;
  readonly console: string;
}

export function placesOf(name: string): HostPlaces {
  const folder = join(stateFolder, 'hosts', name);
  return {
    folder,
    upper: join(folder, 'upper'),
    work: join(folder, 'work'),
    root: join(folder, 'root'),
    var: join(folder, 'var'),
    pidFile: join(folder, 'pid'),
    console: join(folder, 'console.log'),
  };
}
