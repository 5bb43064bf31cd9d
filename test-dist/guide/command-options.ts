/** The help text of `quorate …WORDS --help`; undefined when there is no such command. */
export type HelpOf = (words: readonly string[]) => Promise<string | undefined>;

/** What is wrong with the `quorate` commands of a shell line, without running them: verbs and options that do not exist. */
export async function unknownWords(shellLine: string, helpOf: HelpOf): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const words of commandsIn(shellLine)) {
    const verbs = words.slice(1).filter((word) => !word.startsWith('-'));
    const [verb = ''] = verbs;
    const help = await helpOf(verb === '' ? [] : [verb]);
    if (help === undefined) {
      problems.push(`quorate has no command ${verb}`);
      continue;
    }
    // `sim step FILE`: the second word is a command only if it is listed as one.
    const [, second = ''] = verbs;
    const subcommand = new RegExp(`^ {2}${second}\\b`, 'm').test(help.split('\nCommands:')[1] ?? '');
    const known = subcommand && second !== '' ? ((await helpOf([verb, second])) ?? help) : help;
    const used = words.filter((word) => /^--?[a-z]/i.test(word)).map((word) => word.replace(/=.*/, ''));
    for (const option of used)
      if (!new RegExp(`^ {2}(?:-\\w, )?${option}(?![\\w-])`, 'm').test(known))
        problems.push(`quorate ${verb} has no option ${option}`);
  }
  return problems;
}

/** The words of each `quorate` command in a line with pipes and lists. Quotes are taken off. */
function commandsIn(shellLine: string): readonly (readonly string[])[] {
  const words = [...shellLine.matchAll(/'([^']*)'|"([^"]*)"|(&&|\|\||[;|<>()])|([^\s;|<>()&]+)/g)];
  const commands: string[][] = [[]];
  for (const [, single, double, operator, plain] of words) {
    if (operator !== undefined) commands.push([]);
    else commands.at(-1)?.push(single ?? double ?? plain ?? '');
  }
  return commands
    .map((command) => command.slice(Math.max(0, command.indexOf('quorate'))))
    .filter(([program]) => program === 'quorate');
}
