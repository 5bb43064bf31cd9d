import { dirname, relative, resolve, sep } from 'node:path';

/** How a file names another that lies elsewhere: relative to itself, with slashes on every system. */
export function pathFrom(file: string, other: string): string {
  return relative(dirname(resolve(file)), resolve(other))
    .split(sep)
    .join('/');
}
