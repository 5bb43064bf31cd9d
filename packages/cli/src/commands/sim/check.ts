import { EXIT } from '../../exit-code.js';
import { exitCodesOf } from '../../exit-code-table.js';
import { pathFrom } from '../../input/path-from.js';
import { readSpecFile } from '../../input/spec-file.js';
import type { OutFile } from '../../out-file.js';
import { OR_FORCE, whyNotThere, writeOutFile } from '../../out-file.js';
import { refuse } from '../../refusal.js';
import { counted } from '../../render/counted.js';
import type { Terminal } from '../../terminal.js';
import type { Registration } from '../../verb.js';
import { Interrupted, turn } from '../interruptible.js';
import { wholeNumber } from './whole-number.js';

interface CheckOptions {
  readonly runs: string;
  readonly seed?: string;
  readonly out?: string;
  readonly force?: true;
  readonly json?: true;
}

/** `quorate sim check`: bootstraps a spec again and again with random faults; a failure is shrunk, explained and kept. */
async function check(specPath: string, options: CheckOptions, terminal: Terminal): Promise<number> {
  let last = 'before the first run had ended';
  try {
    return await search(specPath, options, terminal, (run) => (last = `after ${run}`));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    terminal.pin([]);
    terminal.err(`interrupted ${last}; no machine was touched`);
    return EXIT.interrupted;
  }
}

async function search(
  specPath: string,
  options: CheckOptions,
  terminal: Terminal,
  onEnded: (run: string) => void,
): Promise<number> {
  const runs = wholeNumber('--runs', options.runs);
  const seed = wholeNumber('--seed', options.seed ?? '1');
  if (!runs.ok || !seed.ok) {
    const problems = [runs, seed].flatMap((one) => (one.ok ? [] : [one.error]));
    return refuse(terminal, { problems, exitCode: EXIT.usage });
  }
  const { out } = options;
  const keeps = options.force === true ? undefined : () => `is there already: ${OR_FORCE}`;
  const file = out === undefined ? undefined : { path: out, keeps };
  const unwritable = file === undefined ? undefined : whyNotThere(file);
  if (unwritable !== undefined) return refuse(terminal, { problems: [unwritable], exitCode: EXIT.refused });
  const read = readSpecFile(specPath);
  if (!read.ok) return refuse(terminal, { problems: read.errors, exitCode: EXIT.configInvalid });
  // The generators are a third of the program: only searches read them.
  const { anyMasterMayBeLost, checkCluster, endKey } = await import('@quorate/sim-driver/check');
  const { spec } = read;
  const checked = await checkCluster(spec, anyMasterMayBeLost(spec), {
    runs: runs.value,
    seed: seed.value,
    specPath: pathFrom(out ?? 'scenario.yaml', specPath),
    beforeRun: () => turn(terminal),
    onRun: (run, number) => {
      const ended = `run ${number} of ${runs.value}: ${endKey(run.end)}`;
      onEnded(ended);
      if (options.json === true)
        terminal.out(JSON.stringify({ type: 'check.run', number, end: endKey(run.end) }));
      else terminal.pin([ended]);
    },
  });
  terminal.pin([]);
  const { failure, ...summary } = checked;
  if (options.json === true) {
    const { scenarioText: scenario, explanation, shrunk } = failure ?? {};
    const ended = { ...summary, scenario, trace: shrunk?.hash, explanation };
    terminal.out(JSON.stringify({ type: 'check.ended', ...ended }));
  } else {
    for (const [end, times] of Object.entries(checked.ends)) terminal.out(`${times} × ${end}`);
    const kinds = Object.keys(checked.struck).length;
    terminal.out(
      failure === undefined
        ? `nothing was broken in ${counted(checked.runs, 'bootstrap')} with ${counted(kinds, 'kind')} of faults`
        : `run ${failure.run} failed; the smallest scenario found that fails in the same way, after ${counted(failure.shrinkRuns, 'smaller run')}:`,
    );
    if (failure !== undefined)
      for (const text of [failure.scenarioText, failure.explanation]) terminal.out(text);
  }
  if (file !== undefined) terminal.err(writtenTo(file, failure?.scenarioText));
  return failure === undefined ? EXIT.done : EXIT.invariantViolated;
}

function writtenTo(file: OutFile, text: string | undefined): string {
  const { path } = file;
  if (text === undefined) return `not written: ${path}; there is no failure to be kept`;
  return (
    writeOutFile(file, text) ?? `written: ${path}; \`quorate simulate --scenario ${path}\` plays it again`
  );
}

export function registerCheck({ program, terminal, finish }: Registration): void {
  program
    .command('check')
    .summary('search for faults that break a cluster of your own')
    .description(
      'Bootstraps the cluster of a spec again and again in the simulator with random faults, and checks every invariant, and that any one master may be lost. ' +
        'A run that fails is shrunk to a scenario of a few lines, and explained.',
    )
    .argument('<spec>', 'cluster spec (YAML)')
    .option('--runs <n>', 'bootstraps', '100')
    .option('--seed <n>', 'same seed, same faults (default: 1)')
    .option(
      '--out <file>',
      'write the scenario of a failure to a file, for `quorate simulate --scenario FILE`',
    )
    .option('--force', 'overwrite the file')
    .option('--json', 'one JSON document a line, on stdout')
    .addHelpText(
      'after',
      exitCodesOf(
        {
          [EXIT.done]: 'nothing was broken',
          [EXIT.refused]: 'refused: the file of --out is there already, or has no directory',
        },
        [EXIT.configInvalid, EXIT.invariantViolated],
      ),
    )
    .action((spec: string, _own: unknown, command: { optsWithGlobals(): CheckOptions }) =>
      finish(check(spec, command.optsWithGlobals(), terminal)),
    );
}
