import { dirname } from 'node:path';
import type { LocalFacts } from '../../src/ssh-config/local-facts.js';
import type { SshFiles } from '../../src/ssh-config/ssh-files.js';

export const LOCAL: LocalFacts = { home: '/home/me', user: 'me', environment: {} };

/** A file system that holds these texts and nothing else. */
export function memoryFiles(texts: Readonly<Record<string, string>>): SshFiles {
  const paths = Object.keys(texts);
  return {
    read: async (path) => texts[path],
    exists: async (path) => paths.some((known) => known === path || known.startsWith(`${path}/`)),
    list: async (directory) =>
      paths.filter((path) => dirname(path) === directory).map((path) => path.slice(directory.length + 1)),
  };
}
