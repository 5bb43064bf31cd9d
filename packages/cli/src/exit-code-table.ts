import type { ExitCode } from './exit-code.js';
import { EXIT_MEANINGS } from './exit-code.js';

/** Every code, for the help text of the whole program. */
export function exitCodeTable(): string {
  return table(EXIT_MEANINGS);
}

/**
 * What one verb can end with, for its help text.
 * @param meant - a code that means something narrower of this verb, in the verb's own words
 * @param general - codes that mean what they mean everywhere
 */
export function exitCodesOf(
  meant: Readonly<Partial<Record<ExitCode, string>>>,
  general: readonly ExitCode[] = [],
): string {
  const meanings = Object.fromEntries(general.map((code) => [code, EXIT_MEANINGS[code]]));
  return `${table({ ...meanings, ...meant })}\n  \`quorate --help\` names those of every verb.`;
}

/** Numeric keys come in ascending order. */
function table(meanings: Readonly<Record<number, string>>): string {
  const rows = Object.entries(meanings).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`);
  return ['', 'Exit codes:', ...rows].join('\n');
}
