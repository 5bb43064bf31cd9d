import { renderSavedObservation } from '@quorate/sim-driver/plan';
import { EXIT } from '../exit-code.js';
import { exitCodesOf } from '../exit-code-table.js';
import { readSpecFile } from '../input/spec-file.js';
import { refuse } from '../refusal.js';
import type { Terminal } from '../terminal.js';
import type { Registration } from '../verb.js';
import { lookAtHosts, tellUnreached } from '../world/look-at-hosts.js';
import { openWorld } from '../world/open-world.js';
import type { WorldOptions } from '../world/world-options.js';
import { addWorldOptions } from '../world/world-options.js';
import { writeTextFile } from '../write-text-file.js';

export interface ObserveOptions extends WorldOptions {
  /** `-`: stdout. */
  readonly out: string;
}

/** `quorate observe SPEC --out FILE`: everything that the protocol ever looks at, as JSON. Changes nothing. */
async function observe(specPath: string, options: ObserveOptions, terminal: Terminal): Promise<number> {
  const read = readSpecFile(specPath);
  if (!read.ok)
    return refuse(terminal, { problems: [...read.warnings, ...read.errors], exitCode: EXIT.configInvalid });
  for (const warning of read.warnings) terminal.err(warning);
  const opened = await openWorld(read.spec, specPath, options, terminal);
  if (!opened.ok) return refuse(terminal, opened.error);
  const world = opened.value;
  try {
    const observation = await lookAtHosts(read.spec, world, terminal);
    if (observation === undefined) return EXIT.interrupted;
    const anyReached = tellUnreached(observation, terminal);
    const text = renderSavedObservation(read.spec, observation);
    if (options.out === '-') terminal.out(text.trimEnd());
    else {
      const problem = writeTextFile(options.out, text);
      if (problem !== undefined) return refuse(terminal, { problems: [problem], exitCode: EXIT.usage });
      terminal.err(`written: ${options.out}`);
    }
    return anyReached ? EXIT.done : EXIT.blocked;
  } finally {
    await world.close();
  }
}

export function registerObserve({ program, terminal, finish }: Registration): void {
  const command = program
    .command('observe')
    .summary('write what is seen of the hosts to a file')
    .description(
      'Looks once at every host of a spec, at all that the protocol ever looks at, and writes it as JSON (format_version 1.0). ' +
        'Holds no secrets. Changes nothing.',
    )
    .argument('<spec>', 'cluster spec (YAML)')
    .requiredOption('--out <file>', 'where to; - is stdout');
  addWorldOptions(command)
    .addHelpText(
      'after',
      exitCodesOf(
        {
          [EXIT.done]: 'written; at least one host answered',
          [EXIT.blocked]: 'written, but no host answered',
        },
        [EXIT.configInvalid, EXIT.interrupted],
      ),
    )
    .action((spec: string, options: ObserveOptions) => finish(observe(spec, options, terminal)));
}
