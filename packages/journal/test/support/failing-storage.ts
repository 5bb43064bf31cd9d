import type { JournalStorage } from '../../src/index.js';
import { diskStorage } from '../../src/index.js';

export interface DiskFailure {
  /** Number of the line, from 0 for the header, that cannot be written, nor any after it. */
  readonly line: number;
  /** How far it gets: half of its bytes are written, or all of them, but they cannot be flushed. */
  readonly reaches: 'half' | 'flush';
  /** Whether its end can be cut off afterwards. */
  readonly truncates: boolean;
}

const NO_SPACE = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

/** The disk, until it is full. */
export function failingStorage({ line, reaches, truncates }: DiskFailure): JournalStorage {
  let lines = 0;
  return {
    ...diskStorage,
    async open(path, create) {
      const file = await diskStorage.open(path, create);
      const isFull = (): boolean => lines > line;
      return {
        ...file,
        async append(bytes) {
          lines += 1;
          if (!isFull() || reaches === 'flush') return file.append(bytes);
          await file.append(bytes.subarray(0, bytes.length / 2));
          throw NO_SPACE;
        },
        async flush() {
          if (isFull()) throw NO_SPACE;
          return file.flush();
        },
        async truncate(bytes) {
          if (isFull() && !truncates) throw NO_SPACE;
          return file.truncate(bytes);
        },
      };
    },
  };
}
