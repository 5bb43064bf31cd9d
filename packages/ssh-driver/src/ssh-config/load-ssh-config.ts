import { dirname, isAbsolute, join } from 'node:path';
import { messageOf } from '../connection/message-of.js';
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
  /** Default `~/.ssh/config`, if there is one; `none` reads none. */
  readonly userFile?: string;
  /** Default `/etc/ssh/ssh_config`, if there is one; `none` reads none. */
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

/** On whose account a file is read. */
type Reason =
  | { readonly kind: 'default' }
  | { readonly kind: 'named' }
  | { readonly kind: 'included'; readonly by: ConfigLine };

/**
 * Reads the user's file, then the system's, and what they include. A default file that does not exist says nothing; one that was
 * named and does not, and any that cannot be read, is a problem.
 */
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
    { included: await loadTop(userFile, join(local.home, '.ssh', 'config'), ofUser) },
    { included: await loadTop(systemFile, '/etc/ssh/ssh_config', ofSystem) },
  ];
  return { nodes, problems };
}

async function loadTop(
  named: string | undefined,
  usual: string,
  loading: Loading,
): Promise<readonly ConfigNode[]> {
  if (named === 'none') return [];
  return loadFile(named ?? usual, { kind: named === undefined ? 'default' : 'named' }, 0, loading);
}

async function loadFile(
  file: string,
  reason: Reason,
  depth: number,
  loading: Loading,
): Promise<readonly ConfigNode[]> {
  const text = await readFor(reason, file, loading);
  const nodes: ConfigNode[] = [];
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const at = { file, line: index + 1 };
    const parsed = parseConfigLine(content, file, index + 1);
    if (!parsed.ok) loading.problems.push({ severity: 'error', at, message: parsed.error });
    else if (parsed.value?.keyword === 'include')
      nodes.push({ included: await include(parsed.value, depth + 1, loading) });
    else if (parsed.value !== undefined) nodes.push(parsed.value);
  }
  return nodes;
}

/** Empty, with a problem, when it cannot be read. */
async function readFor(reason: Reason, file: string, { files, problems }: Loading): Promise<string> {
  try {
    const text = await files.read(file);
    if (text === undefined && reason.kind === 'named')
      problems.push({ severity: 'error', message: `the ssh_config file ${file} does not exist` });
    return text ?? '';
  } catch (error) {
    const at = reason.kind === 'included' ? { at: { file: reason.by.file, line: reason.by.line } } : {};
    // OpenSSH passes over directories that an Include matches, and over nothing else.
    const isPassedOver =
      reason.kind === 'included' && error instanceof Error && 'code' in error && error.code === 'EISDIR';
    const severity = isPassedOver ? 'warning' : 'error';
    problems.push({
      severity,
      ...at,
      message: `the ssh_config file ${file} cannot be read: ${messageOf(error)}`,
    });
    return '';
  }
}

async function include(by: ConfigLine, depth: number, loading: Loading): Promise<readonly ConfigNode[]> {
  const { words, file, line } = by;
  if (depth > DEEPEST_INCLUDE) {
    const message = `Include is nested deeper than ${DEEPEST_INCLUDE} files: does it include itself?`;
    loading.problems.push({ severity: 'error', at: { file, line }, message });
    return [];
  }
  const nodes: ConfigNode[] = [];
  for (const word of words)
    for (const path of await expandGlob(absolute(word, loading), loading.files))
      nodes.push({ included: await loadFile(path, { kind: 'included', by }, depth, loading) });
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
