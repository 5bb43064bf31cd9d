import { open } from 'node:fs/promises';

/** What a journal needs of an open file. Each call rejects with the error of the operating system. */
export interface StorageFile {
  /** Writes all of it at the end, or rejects. */
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when what was appended survives a loss of power. */
  flush(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** The disk, as far as a journal writes to it. Another one is there for tests of full and broken disks. */
export interface JournalStorage {
  /** For appending; made with mode 0600 when `create`. */
  open(path: string, create: boolean): Promise<StorageFile>;
  /** Makes names in a directory survive a loss of power. */
  flushDirectory(path: string): Promise<void>;
}

export const diskStorage: JournalStorage = {
  async open(path, create) {
    const file = await open(path, create ? 'w' : 'r+', 0o600);
    let at = (await file.stat()).size;
    return {
      async append(bytes) {
        let done = 0;
        while (done < bytes.length) {
          const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at);
          done += bytesWritten;
          at += bytesWritten;
        }
      },
      flush: () => file.datasync(),
      async truncate(bytes) {
        await file.truncate(bytes);
        at = bytes;
      },
      close: () => file.close(),
    };
  },
  async flushDirectory(path) {
    const directory = await open(path, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  },
};
