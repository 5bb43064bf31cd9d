import { dirname, isAbsolute, join } from 'node:path';
import { matchesWildcard } from '../known-hosts/wildcard.js';
import type { ConfigLine } from './config-line.js';
import { parseConfigLine } from './config-line.js';
import type { LocalFacts } from './local-facts.js';
import type { SshConfigProblem } from './ssh-config-problem.js';
import type { SshFiles } from './ssh-files.js';

/** A line, or in the place of an Include the lines of the files that it names. */
export type ConfigNode = ConfigLine | { readonly included: readonly ConfigNode[] };

/** Everything that the files say, for whatever host; `settingsFor` picks what holds for one. */
export interface SshConfig {
  /** In the order of their precedence: the first value of an option counts. */
  readonly nodes: readonly ConfigNode[];
  readonly problems: readonly SshConfigProblem[];
}

export interface SshConfigFiles {
  /** Default `~/.ssh/config`; `none` reads none. */
  readonly userFile?: string;
  /** Default `/etc/ssh/ssh_config`; `none` reads none. */
  readonly systemFile?: string;
}

/** As OpenSSH: an Include inside an Include, but not for ever. */
const DEEPEST_INCLUDE = 16;

interface Loading {
  readonly files: SshFiles;
  readonly local: LocalFacts;
  /** Where relative Includes are looked for: `~/.ssh` or `/etc/ssh`. */
  readonly directory: string;
  readonly problems: SshConfigProblem[];
}

/** Reads the user's file, then the system's, and what they include. A file that does not exist says nothing. */
export async function loadSshConfig(
  { userFile, systemFile }: SshConfigFiles,
  local: LocalFacts,
  files: SshFiles,
): Promise<SshConfig> {
  const problems: SshConfigProblem[] = [];
  const ofUser = { files, local, directory: join(local.home, '.ssh'), problems };
  const ofSystem = { files, local, directory: '/etc/ssh', problems };
  // Each file starts outside of any block, so each is a node of its own.
  const nodes = [
    { included: await loadFile(userFile ?? join(local.home, '.ssh', 'config'), 0, ofUser) },
    { included: await loadFile(systemFile ?? '/etc/ssh/ssh_config', 0, ofSystem) },
  ];
  return { nodes, problems };
}

async function loadFile(file: string, depth: number, loading: Loading): Promise<readonly ConfigNode[]> {
  if (file === 'none') return [];
  const text = await loading.files.read(file);
  const nodes: ConfigNode[] = [];
  for (const [index, content] of (text ?? '').split(/\r?\n/).entries()) {
    const at = { file, line: index + 1 };
    const parsed = parseConfigLine(content, file, index + 1);
    if (!parsed.ok) loading.problems.push({ severity: 'error', at, message: parsed.error });
    else if (parsed.value?.keyword === 'include')
      nodes.push({ included: await include(parsed.value, depth + 1, loading) });
    else if (parsed.value !== undefined) nodes.push(parsed.value);
  }
  return nodes;
}

async function include(
  { words, file, line }: ConfigLine,
  depth: number,
  loading: Loading,
): Promise<readonly ConfigNode[]> {
  if (depth > DEEPEST_INCLUDE) {
    const message = `Include is nested deeper than ${DEEPEST_INCLUDE} files: does it include itself?`;
    loading.problems.push({ severity: 'error', at: { file, line }, message });
    return [];
  }
  const nodes: ConfigNode[] = [];
  for (const word of words)
    for (const path of await expandGlob(absolute(word, loading), loading.files))
      nodes.push({ included: await loadFile(path, depth, loading) });
  return nodes;
}

function absolute(word: string, { local, directory }: Loading): string {
  if (word === '~' || word.startsWith('~/')) return join(local.home, word.slice(1));
  return isAbsolute(word) ? word : join(directory, word);
}

/** The existing files behind a path with `*` and `?`, sorted; a leading dot must be written, as in a shell. */
async function expandGlob(path: string, files: SshFiles): Promise<readonly string[]> {
  if (!/[*?]/.test(path)) return (await files.exists(path)) ? [path] : [];
  const pattern = path.slice(dirname(path) === '/' ? 1 : dirname(path).length + 1);
  const directories = await expandGlob(dirname(path), files);
  const found: string[] = [];
  for (const directory of directories)
    for (const name of (await files.list(directory)).toSorted())
      if (matchesWildcard(pattern, name) && name.startsWith('.') === pattern.startsWith('.'))
        found.push(join(directory, name));
  return found;
}
