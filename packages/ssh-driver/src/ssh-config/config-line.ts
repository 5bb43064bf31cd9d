import type { Result } from '@quorate/core';
import { err, invariant, ok } from '@quorate/core';
import SSHConfig, { LineType } from 'ssh-config';

/** One line of an ssh_config file that says something. */
export interface ConfigLine {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** In lower case. */
  readonly keyword: string;
  /** Never empty. Quotes are gone. */
  readonly words: readonly string[];
}

/** Keywords with a list of words. */
const LISTS = new Set(['host', 'match', 'include', 'userknownhostsfile', 'globalknownhostsfile']);

/** Keywords with one word. What is neither here nor a list is not used, and its value is kept as it stands. */
const SINGLE = new Set([
  'hostkeyalias',
  'hostname',
  'identitiesonly',
  'identityagent',
  'identityfile',
  'port',
  'proxyjump',
  'pubkeyauthentication',
  'stricthostkeychecking',
  'user',
]);

/** Words that the parser and OpenSSH read alike: in double quotes, or without quotes, comments and escapes in the middle. */
const LIST_VALUE = /^(?:"[^"]*"|[^\s"'#\\=]+)(?:\s+(?:"[^"]*"|[^\s"'#\\=]+))*(?:\s+#.*)?$/;
const SINGLE_VALUE = /^(?:"[^"]*"|[^\s"'#\\]+)(?:\s+#.*)?$/;

/**
 * Reads one line with the parser of ssh-config, each line by itself, so that a broken one costs only itself and has its
 * place. Undefined for an empty line or a comment. What that parser and OpenSSH read differently is an error here: half a
 * user name would be worse.
 */
export function parseConfigLine(
  text: string,
  file: string,
  line: number,
): Result<ConfigLine | undefined, string> {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return ok(undefined);
  const [keyword = '', rest = ''] = splitKeyword(trimmed);
  if (rest === '' || rest === '""') return err(`${keyword} has no value`);
  const name = keyword.toLowerCase();
  if (!LISTS.has(name) && !SINGLE.has(name)) return ok({ file, line, keyword: name, words: [rest] });
  const isList = LISTS.has(name);
  if (!(isList ? LIST_VALUE : SINGLE_VALUE).test(rest))
    return err(
      `${keyword}: the value cannot be read for certain; put each word that is special in any way between "`,
    );
  // Under these two names the parser splits into words, or does not; it knows fewer lists than there are.
  return ok({ file, line, keyword: name, words: wordsOf(`${isList ? 'Host' : 'User'} ${rest}`) });
}

function splitKeyword(text: string): readonly string[] {
  const match = /^([^\s=]+)(?:\s*=\s*|\s+)?(.*)$/.exec(text);
  return match?.slice(1) ?? [];
}

function wordsOf(text: string): readonly string[] {
  const [first] = SSHConfig.parse(text);
  invariant(first?.type === LineType.DIRECTIVE, `a directive: ${text}`);
  return typeof first.value === 'string' ? [first.value] : first.value.map(({ val }) => val);
}
