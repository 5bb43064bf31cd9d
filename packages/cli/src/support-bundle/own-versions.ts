import { release, type } from 'node:os';
import manifest from '../../package.json' with { type: 'json' };

/** Of the program itself and of what it runs on. */
export function ownVersions(): Readonly<Record<string, string>> {
  return {
    quorate: manifest.version,
    node: process.version,
    system: `${type()} ${release()} ${process.arch}`,
  };
}
