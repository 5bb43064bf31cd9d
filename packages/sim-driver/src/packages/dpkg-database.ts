import type { Disk } from '../host/disk.js';

const STATUS_FILE = '/var/lib/dpkg/status';
export const UPDATES_DIRECTORY = '/var/lib/dpkg/updates';

export type PackageState = 'unpacked' | 'half-configured' | 'installed';

export interface DpkgEntry {
  readonly name: string;
  readonly version: string;
  readonly held: boolean;
  readonly state: PackageState;
}

/** What dpkg remembers, in its own file on the disk: it lives and dies with that. */
export function readDatabase(disk: Disk): ReadonlyMap<string, DpkgEntry> {
  const entries = new Map<string, DpkgEntry>();
  for (const paragraph of (disk.text(STATUS_FILE) ?? '').split('\n\n')) {
    const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1] ?? '';
    const [want = '', , state = ''] = field('Status').split(' ');
    const name = field('Package');
    if (name === '' || !isState(state)) continue;
    entries.set(name, { name, version: field('Version'), held: want === 'hold', state });
  }
  return entries;
}

export function writeEntry(disk: Disk, entry: DpkgEntry): void {
  const entries = new Map(readDatabase(disk)).set(entry.name, entry);
  writeDatabase(disk, [...entries.values()]);
}

export function writeDatabase(disk: Disk, entries: readonly DpkgEntry[]): void {
  const paragraphs = [...entries]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, version, held, state }) =>
        `Package: ${name}\nStatus: ${held ? 'hold' : 'install'} ok ${state}\nArchitecture: amd64\nVersion: ${version}\n`,
    );
  disk.write(STATUS_FILE, paragraphs.join('\n'));
}

/** dpkg keeps its changes in numbered files until they are merged: what is left there says that it was interrupted. */
export function beginUpdate(disk: Disk): void {
  disk.write(`${UPDATES_DIRECTORY}/0001`, '');
}

export function endUpdate(disk: Disk): void {
  disk.remove(`${UPDATES_DIRECTORY}/0001`);
}

export function isInterrupted(disk: Disk): boolean {
  return disk.exists(`${UPDATES_DIRECTORY}/0001`);
}

function isState(word: string): word is PackageState {
  return word === 'unpacked' || word === 'half-configured' || word === 'installed';
}
