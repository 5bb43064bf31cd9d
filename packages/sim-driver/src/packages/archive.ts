import type { World } from '../world/world.js';

/** A package as an archive offers it. */
export interface ArchivePackage {
  readonly name: string;
  readonly version: string;
  readonly depends: readonly string[];
  /** What is on the PATH once it is unpacked. */
  readonly programs: readonly string[];
  /** Versions that these programs then tell, by program. */
  readonly software: Readonly<Record<string, string>>;
  /** A unit that its configuration enables and starts. */
  readonly service?: 'kubelet' | 'containerd' | 'nginx' | 'haproxy';
}

export interface Archive {
  readonly packages: readonly ArchivePackage[];
  /** The public key that signs it, as published; absent: a key that every system of the distribution trusts. */
  readonly key?: { readonly url: string; readonly text: string; readonly id: string };
}

/** The package archives of a world, by URI. They are on no simulated host and can be taken away. */
export class Archives {
  readonly #archives = new Map<string, Archive>();
  readonly #unreachable = new Set<string>();

  private constructor() {
    // Made by `of` only.
  }

  static readonly #ofWorld = new WeakMap<World, Archives>();

  static of(world: World): Archives {
    const existing = Archives.#ofWorld.get(world);
    if (existing !== undefined) return existing;
    const created = new Archives();
    Archives.#ofWorld.set(world, created);
    return created;
  }

  publish(uri: string, archive: Archive): void {
    this.#archives.set(plain(uri), archive);
  }

  /** Takes an archive off the network, or puts it back. */
  setReachable(uri: string, reachable: boolean): void {
    if (reachable) this.#unreachable.delete(plain(uri));
    else this.#unreachable.add(plain(uri));
  }

  /** Undefined when nothing answers there. */
  at(uri: string): Archive | undefined {
    return this.#unreachable.has(plain(uri)) ? undefined : this.#archives.get(plain(uri));
  }

  /** A file that some archive publishes beside its packages: its key. */
  fileAt(url: string): string | undefined {
    for (const [uri, { key }] of this.#archives) {
      if (key?.url === url && !this.#unreachable.has(uri)) return key.text;
    }
    return undefined;
  }

  /** The package behind a name and version, wherever it is published. */
  find(name: string, version: string): ArchivePackage | undefined {
    for (const { packages } of this.#archives.values()) {
      const found = packages.find((one) => one.name === name && one.version === version);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function plain(uri: string): string {
  return uri.replace(/\/+$/, '');
}
