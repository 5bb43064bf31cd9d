import type { PackageRepository } from '../spec/preparation-spec.js';

export const SOURCE_FILE = '/etc/apt/sources.list.d/quorate-kubernetes.list';
/** The ending tells apt that the key is armoured. */
export const KEY_FILE = '/etc/apt/keyrings/quorate-kubernetes.asc';

type DebRepository = Extract<PackageRepository, { kind: 'deb' }>;

/** The one line of the source file. */
function sourceLine(repository: DebRepository): string {
  const { uri, suite, components, trusted } = repository;
  const key = keyPath(repository);
  const options = [...(key === undefined ? [] : [`signed-by=${key}`]), ...(trusted ? ['trusted=yes'] : [])];
  return ['deb', ...(options.length === 0 ? [] : [`[${options.join(' ')}]`]), uri, suite, ...components].join(
    ' ',
  );
}

export function sourceFile(repository: DebRepository): string {
  return `# Written by quorate: changes are overwritten.\n${sourceLine(repository)}\n`;
}

/** Where the key is on the host; undefined: whatever apt trusts there. */
export function keyPath({ key }: DebRepository): string | undefined {
  if (key === undefined) return undefined;
  return key.kind === 'file' ? key.path : KEY_FILE;
}
