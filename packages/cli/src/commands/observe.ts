import type { ClusterSpec } from '@quorate/core';
import { readSavedObservation, renderSavedObservation } from '@quorate/sim-driver/plan';
import { EXIT } from '../exit-code.js';
import { exitCodesOf } from '../exit-code-table.js';
import { readSpecFile } from '../input/spec-file.js';
import type { OutFile } from '../out-file.js';
import { OR_FORCE, whyNotThere, writeOutFile } from '../out-file.js';
import { refuse } from '../refusal.js';
import type { Terminal } from '../terminal.js';
import type { Registration } from '../verb.js';
import { lookAtHosts, tellUnreached } from '../world/look-at-hosts.js';
import { openWorld } from '../world/open-world.js';
import type { WorldOptions } from '../world/world-options.js';
import { addWorldOptions } from '../world/world-options.js';

export interface ObserveOptions extends WorldOptions {
  /** `-`: stdout. */
  readonly out: string;
  readonly force?: true;
}

/** `quorate observe SPEC --out FILE`: everything that the protocol ever looks at, as JSON. Changes nothing. */
async function observe(specPath: string, options: ObserveOptions, terminal: Terminal): Promise<number> {
  const read = readSpecFile(specPath);
  if (!read.ok)
    return refuse(terminal, { problems: [...read.warnings, ...read.errors], exitCode: EXIT.configInvalid });
  for (const warning of read.warnings) terminal.err(warning);
  const file = options.out === '-' ? undefined : outFile(read.spec, options);
  const unwritable = file === undefined ? undefined : whyNotThere(file);
  if (unwritable !== undefined) return refuse(terminal, { problems: [unwritable], exitCode: EXIT.refused });
  const opened = await openWorld(read.spec, specPath, options, terminal);
  if (!opened.ok) return refuse(terminal, opened.error);
  const world = opened.value;
  try {
    const observation = await lookAtHosts(read.spec, world, terminal);
    if (observation === undefined) return EXIT.interrupted;
    const anyReached = tellUnreached(observation, terminal);
    const text = renderSavedObservation(read.spec, observation);
    if (file === undefined) terminal.out(text.trimEnd());
    else {
      const problem = writeOutFile(file, text);
      terminal.err(problem ?? `written: ${file.path}`);
      if (problem !== undefined) return EXIT.failed;
    }
    return anyReached ? EXIT.done : EXIT.blocked;
  } finally {
    await world.close();
  }
}

/** An earlier look goes for a new one, also at other hosts; nothing else does by mistake. */
function outFile(spec: ClusterSpec, { out: path, force }: ObserveOptions): OutFile {
  if (force === true) return { path };
  return {
    path,
    keeps: (there) => {
      const { kind } = readSavedObservation(there, spec);
      return kind === 'read' || kind === 'other-hosts' ? undefined : `is no saved observation: ${OR_FORCE}`;
    },
  };
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
    .requiredOption('--out <file>', 'where to; - is stdout; an earlier observation is replaced')
    .option('--force', 'overwrite any file');
  addWorldOptions(command)
    .addHelpText(
      'after',
      exitCodesOf(
        {
          [EXIT.done]: 'written; at least one host answered',
          [EXIT.blocked]: 'written, but no host answered',
          [EXIT.failed]: 'the file could not be written',
        },
        [EXIT.configInvalid, EXIT.refused, EXIT.interrupted],
      ),
    )
    .action((spec: string, options: ObserveOptions) => finish(observe(spec, options, terminal)));
}
