import type { Command } from 'commander';

/**
 * The options of simulate are understood before and after the verbs below it, also by one that has no use for them. A search that
 * left out what was asked for would look like a proof of it.
 */
export function refuseForeignOptions(simulate: Command): void {
  simulate.hook('preAction', (_, verb) => {
    if (verb === simulate) return;
    const own = new Set(verb.options.map((option) => option.attributeName()));
    const foreign = simulate.options.filter((option) => {
      const name = option.attributeName();
      return simulate.getOptionValueSource(name) === 'cli' && !own.has(name);
    });
    if (foreign.length === 0) return;
    const flags = foreign.map(({ long, flags: written }) => long ?? written).join(', ');
    verb.error(
      `error: sim ${verb.name()} does not take ${flags}; \`quorate sim ${verb.name()} --help\` lists its options`,
    );
  });
}
