/** `--name=value` arguments by name; a flag without a value reads as `true`. */
export function parseFlags(argv: readonly string[]): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (const argument of argv.slice(1)) {
    if (!argument.startsWith('--')) continue;
    const separator = argument.indexOf('=');
    if (separator === -1) flags.set(argument.slice(2), 'true');
    else flags.set(argument.slice(2, separator), argument.slice(separator + 1));
  }
  return flags;
}
