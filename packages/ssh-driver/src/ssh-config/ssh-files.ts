import { access, readdir, readFile } from 'node:fs/promises';

/** The files that resolving needs to see. */
export interface SshFiles {
  /** Undefined when there is no such file. Rejects when there is one that cannot be read. */
  read(path: string): Promise<string | undefined>;
  exists(path: string): Promise<boolean>;
  /** Names, not paths; empty when there is no such directory. */
  list(directory: string): Promise<readonly string[]>;
}

/** The real file system. */
export const nodeSshFiles: SshFiles = {
  async read(path) {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  },
  async exists(path) {
    return access(path).then(
      () => true,
      () => false,
    );
  },
  async list(directory) {
    return readdir(directory).catch(() => []);
  },
};
