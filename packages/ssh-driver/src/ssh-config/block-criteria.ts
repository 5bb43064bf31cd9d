import { matchesPatternList } from '../known-hosts/wildcard.js';
import type { ConfigLine } from './config-line.js';

/** What the criteria of a block are compared with. */
export interface BlockSubject {
  /** As it was asked for. */
  readonly name: string;
  /** HostName as far as it is known at that line. */
  readonly hostName: string;
  readonly user: string;
  readonly localUser: string;
}

/** `undecided`: the criteria name something that is not evaluated here, such as exec. */
export type BlockVerdict =
  | { readonly kind: 'applies' }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'undecided'; readonly criterion: string };

/** Does a `Host` or `Match` line open a block for this host? */
export function judgeBlock({ keyword, words }: ConfigLine, subject: BlockSubject): BlockVerdict {
  if (keyword === 'host') return { kind: matchesPatternList(words, subject.name) ? 'applies' : 'skipped' };
  let index = 0;
  let undecided: string | undefined;
  while (index < words.length) {
    const word = words[index] ?? '';
    const criterion = word.replace(/^!/, '').toLowerCase();
    const takesValue = !['all', 'canonical', 'final'].includes(criterion);
    const value = takesValue ? (words[index + 1] ?? '') : '';
    index += takesValue ? 2 : 1;
    const holds = criterionHolds(criterion, value, subject);
    if (holds === undefined) undecided = criterion;
    else if (holds === word.startsWith('!')) return { kind: 'skipped' };
  }
  return undecided === undefined ? { kind: 'applies' } : { kind: 'undecided', criterion: undecided };
}

function criterionHolds(criterion: string, value: string, subject: BlockSubject): boolean | undefined {
  const patterns = value.split(',');
  const lowerCase = patterns.map((pattern) => pattern.toLowerCase());
  switch (criterion) {
    case 'all':
      return true;
    case 'host':
      return matchesPatternList(lowerCase, subject.hostName.toLowerCase());
    case 'originalhost':
      return matchesPatternList(lowerCase, subject.name.toLowerCase());
    case 'user':
      return matchesPatternList(patterns, subject.user);
    case 'localuser':
      return matchesPatternList(patterns, subject.localUser);
    default:
      return undefined;
  }
}
