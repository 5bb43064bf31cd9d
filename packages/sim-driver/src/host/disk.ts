import type { Micros } from '../engine/scheduler.js';
import { DiskCondition } from './disk-condition.js';
import { NoSpaceLeft } from './no-space-left.js';

export interface FileEntry {
  readonly content: string;
  readonly mode: number;
  readonly modifiedUs: Micros;
  /** State that is not text but lives and dies with the file, for example an etcd log. */
  readonly data?: object | undefined;
}

export interface WriteOptions {
  readonly mode?: number;
  readonly data?: object;
  /** Overwrites blocks that the file has: needs no room. */
  readonly inPlace?: true;
}

/**
 * A host's disk: absolute paths to files, plus directories. Survives power-off, not a wipe.
 * Writes are atomic (the model of rename); parents are made on the way.
 */
export class Disk {
  readonly condition = new DiskCondition();
  readonly #files = new Map<string, FileEntry>();
  readonly #directories = new Set<string>(['/']);
  /** What {@link filesBelow} has answered since a file last came or went: the same few directories are looked at again and again. */
  readonly #below = new Map<string, readonly string[]>();
  readonly #watchers = new Set<{ readonly prefix: string; readonly listener: (path: string) => void }>();
  readonly #now: () => Micros;

  constructor(now: () => Micros) {
    this.#now = now;
  }

  read(path: string): FileEntry | undefined {
    return this.#files.get(path);
  }

  text(path: string): string | undefined {
    return this.#files.get(path)?.content;
  }

  exists(path: string): boolean {
    return this.#files.has(path) || this.#directories.has(path);
  }

  isDirectory(path: string): boolean {
    return this.#directories.has(path);
  }

  /** Throws {@link NoSpaceLeft} when the disk is full. */
  write(path: string, content: string, options: WriteOptions = {}): void {
    if (options.inPlace !== true && !this.condition.hasRoomFor(path)) throw new NoSpaceLeft(path);
    this.makeDirectory(parentOf(path));
    if (!this.#files.has(path)) this.#below.clear();
    const { mode = 0o644, data } = options;
    this.#files.set(path, { content, mode, modifiedUs: this.#now(), data });
    this.#notify(path);
  }

  makeDirectory(path: string): void {
    for (let current = path; !this.#directories.has(current); current = parentOf(current)) {
      this.#directories.add(current);
    }
  }

  /** True when there was such a file. */
  remove(path: string): boolean {
    const removed = this.#files.delete(path);
    if (!removed) return false;
    this.#below.clear();
    this.#notify(path);
    return true;
  }

  /** `rm -rf PATH`. */
  removeTree(path: string): void {
    this.emptyDirectory(path);
    this.#directories.delete(path);
    this.remove(path);
  }

  /** Removes everything below the directory; the directory itself remains. */
  emptyDirectory(path: string): void {
    const prefix = path === '/' ? '/' : `${path}/`;
    for (const directory of [...this.#directories]) {
      if (directory.startsWith(prefix) && directory !== '/') this.#directories.delete(directory);
    }
    for (const file of [...this.#files.keys()]) if (file.startsWith(prefix)) this.remove(file);
  }

  /** A new, empty disk in the place of this one. */
  renew(): void {
    this.condition.renew();
    this.emptyDirectory('/');
  }

  /** Full paths of all files at or below `path`, sorted. */
  filesBelow(path: string): readonly string[] {
    const known = this.#below.get(path);
    if (known !== undefined) return known;
    const prefix = path === '/' ? '/' : `${path}/`;
    const found: string[] = [];
    for (const file of this.#files.keys()) if (file === path || file.startsWith(prefix)) found.push(file);
    this.#below.set(path, found.sort());
    return found;
  }

  /** Names of the direct children of a directory, sorted; undefined when there is no such directory. */
  list(path: string): readonly string[] | undefined {
    if (!this.#directories.has(path)) return undefined;
    const prefix = path === '/' ? '/' : `${path}/`;
    const names = new Set<string>();
    for (const entry of [...this.#files.keys(), ...this.#directories]) {
      if (entry.length > prefix.length && entry.startsWith(prefix)) {
        names.add(entry.slice(prefix.length).split('/', 1)[0] ?? '');
      }
    }
    return [...names].sort();
  }

  /** Calls back after every write or removal at or below `prefix`. Returns the way to stop. */
  watch(prefix: string, listener: (path: string) => void): () => void {
    const watcher = { prefix, listener };
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  #notify(path: string): void {
    for (const watcher of [...this.#watchers]) if (path.startsWith(watcher.prefix)) watcher.listener(path);
  }
}

function parentOf(path: string): string {
  const index = path.lastIndexOf('/');
  return index <= 0 ? '/' : path.slice(0, index);
}
