import { join } from 'node:path';
import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import type { LocalFacts } from './local-facts.js';

/** Letters after `%` and what they stand for. `%%` is always a percent sign. */
export type Tokens = Readonly<Record<string, string>>;

/** TOKENS in ssh_config(5). The error names what is not known. */
export function expandTokens(text: string, tokens: Tokens): Result<string, string> {
  let unknown: string | undefined;
  const expanded = text.replaceAll(/%(.?)/gs, (_, letter: string) => {
    if (letter === '%') return '%';
    const value = Object.hasOwn(tokens, letter) ? tokens[letter] : undefined;
    if (value === undefined) unknown ??= letter;
    return value ?? '';
  });
  return unknown === undefined ? ok(expanded) : err(`the token %${unknown} is not supported in ${text}`);
}

/** A path: `~`, then tokens, then `${VARIABLE}`s, in OpenSSH's order of things. */
export function expandPath(path: string, tokens: Tokens, local: LocalFacts): Result<string, string> {
  if (/^~[^/]/.test(path)) return err(`the home of another user is not looked up: ${path}`);
  const absolute = path.startsWith('~') ? join(local.home, path.slice(1)) : path;
  const expanded = expandTokens(absolute, tokens);
  return expanded.ok ? expandVariables(expanded.value, local) : expanded;
}

function expandVariables(text: string, { environment }: LocalFacts): Result<string, string> {
  let missing: string | undefined;
  const expanded = text.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = environment[name];
    if (value === undefined) missing ??= name;
    return value ?? '';
  });
  return missing === undefined ? ok(expanded) : err(`the environment has no ${missing}, which ${text} names`);
}
