import type { Disk } from '../host/disk.js';
import type { Archive } from './archive.js';

const LISTS_DIRECTORY = '/var/lib/apt/lists';

/** One `deb` line. */
export interface AptSource {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
  readonly trusted: boolean;
  readonly signedBy: string | undefined;
}

/** One version of a package in the lists that were fetched last. */
export interface ListedPackage {
  readonly name: string;
  readonly version: string;
  readonly source: AptSource;
}

/** /etc/apt/sources.list, then the files of its directory. */
export function readSources(disk: Disk): readonly AptSource[] {
  const files = ['/etc/apt/sources.list', ...disk.filesBelow('/etc/apt/sources.list.d')];
  return files
    .filter((path) => path.endsWith('.list'))
    .flatMap((path) => (disk.text(path) ?? '').split('\n'))
    .flatMap((line) => parseSource(line) ?? []);
}

function parseSource(line: string): AptSource | undefined {
  const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)(.*)$/.exec(line.trim());
  if (match?.[2] === undefined || match[3] === undefined) return undefined;
  const options = new Map(
    (match[1] ?? '')
      .split(/\s+/)
      .map((option) => option.split('='))
      .map(([key = '', value = '']) => [key, value] as const),
  );
  return {
    uri: match[2],
    suite: match[3],
    components: (match[4] ?? '').split(/\s+/).filter((word) => word !== ''),
    trusted: options.get('trusted') === 'yes',
    signedBy: options.get('signed-by'),
  };
}

export function writeList(disk: Disk, source: AptSource, archive: Archive): void {
  const paragraphs = archive.packages.map(({ name, version }) => `Package: ${name}\nVersion: ${version}\n`);
  disk.write(listFile(source), paragraphs.join('\n'));
}

/** Of the present sources only; the newest version of an archive stands first. */
export function readLists(disk: Disk): readonly ListedPackage[] {
  return readSources(disk).flatMap((source) =>
    (disk.text(listFile(source)) ?? '').split('\n\n').flatMap((paragraph) => {
      const match = /^Package: (.*)\nVersion: (.*)/.exec(paragraph);
      return match?.[1] === undefined || match[2] === undefined
        ? []
        : [{ name: match[1], version: match[2], source }];
    }),
  );
}

/** apt: slashes become underscores. */
function listFile({ uri, suite }: AptSource): string {
  const name = `${uri.replace(/^\w+:\/*/, '')}/${suite}`.replaceAll(/\/+/g, '_');
  return `${LISTS_DIRECTORY}/${name}_Packages`;
}
