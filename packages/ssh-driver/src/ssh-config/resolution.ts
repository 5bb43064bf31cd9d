import type { Result } from '@quorate/core';
import type { LocalFacts } from './local-facts.js';
import type { SshConfigProblem } from './ssh-config-problem.js';
import type { SshFiles } from './ssh-files.js';
import type { Setting } from './ssh-settings.js';
import type { Tokens } from './expand-tokens.js';
import { expandPath } from './expand-tokens.js';

/** What the parts of one resolution share: where to look, what tokens mean for this host, and what went wrong so far. */
export interface Resolution {
  readonly local: LocalFacts;
  readonly files: SshFiles;
  readonly tokens: Tokens;
  readonly problems: SshConfigProblem[];
}

/** The value, or undefined and a problem at the line that it comes from. */
export function orProblem<T>(
  { problems }: Pick<Resolution, 'problems'>,
  result: Result<T, string>,
  from: Setting<unknown>['from'] | undefined,
): T | undefined {
  if (result.ok) return result.value;
  const at = from === undefined ? {} : { at: { file: from.file, line: from.line } };
  problems.push({ severity: 'error', ...at, message: result.error });
  return undefined;
}

export function pathOf(
  resolution: Resolution,
  path: string,
  from?: Setting<unknown>['from'],
): string | undefined {
  return orProblem(resolution, expandPath(path, resolution.tokens, resolution.local), from);
}
