import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url));

/** Packages that others import, in dependency order. */
export const libraries = ['core', 'sim-driver', 'explorer', 'journal', 'ssh-driver'] as const;

/** Folders below `packages/` that are published, in dependency order. */
export const publishedPackages = [...libraries, 'cli'] as const;
