import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import type { Model } from '@quorate/explorer';
import { EXIT } from '../../exit-code.js';
import { exitCodesOf } from '../../exit-code-table.js';
import { refuse } from '../../refusal.js';
import type { Terminal } from '../../terminal.js';
import type { Registration } from '../../verb.js';
import { Interrupted, turn } from '../interruptible.js';
import { wholeNumber } from './whole-number.js';

interface ExploreOptions {
  readonly masters: string;
  readonly faults: string;
  readonly attempts: string;
  readonly learners?: true;
  readonly maxStates: string;
  readonly json?: true;
}

/** `quorate sim explore`: every state that membership can get into within a bound, decided by the protocol's own guards. */
async function exploreMembership(options: ExploreOptions, terminal: Terminal): Promise<number> {
  const numbers = (['masters', 'faults', 'attempts', 'maxStates'] as const).map((name) =>
    wholeNumber(name === 'maxStates' ? '--max-states' : `--${name}`, options[name]),
  );
  const problems = numbers.flatMap((one) => (one.ok ? [] : [one.error]));
  if (problems.length > 0) return refuse(terminal, { problems, exitCode: EXIT.usage });
  const [masters = 0, faults = 0, joinAttempts = 0, maxStates = 0] = numbers.map((one) =>
    one.ok ? one.value : 0,
  );
  const learners = options.learners === true;
  const { bootstrapModel, bootstrapProperties, exploreInTurns, learnerMarks } =
    await import('@quorate/explorer');
  const properties = [...bootstrapProperties(), ...(learners ? learnerMarks : [])];
  const model = within(() => bootstrapModel({ masters, faults, joinAttempts, learners }));
  if (!model.ok) return refuse(terminal, { problems: [model.error], exitCode: EXIT.usage });
  const explored = await exploreInTurns(model.value, { properties, maxStates }, () => turn(terminal)).catch(
    (error: unknown) => {
      if (!(error instanceof Interrupted)) throw error;
      terminal.err('interrupted: nothing is decided; no machine was touched');
      return undefined;
    },
  );
  if (explored === undefined) return EXIT.interrupted;
  const { states, transitions, depth, ended, properties: verdicts } = explored;
  const failed = verdicts.filter(({ kind, verdict }) => kind !== 'sometimes' && verdict === 'fails');
  if (options.json === true) {
    terminal.out(
      JSON.stringify({
        masters,
        faults,
        joinAttempts,
        learners,
        states,
        transitions,
        depth,
        ended,
        properties: verdicts,
      }),
    );
  } else {
    const whole = ended === 'exhausted' ? 'every state within the bound' : `not all states: ${ended}`;
    terminal.out(`${states} states, ${transitions} transitions, depth ${depth}: ${whole}`);
    for (const { name, kind, verdict } of verdicts) {
      // A mark that a small bound does not reach is no failure of the protocol.
      const said = kind === 'sometimes' && verdict === 'fails' ? 'unreached' : verdict;
      terminal.out(`  ${said.padEnd(9)} ${name}`);
    }
    for (const { name, trace } of failed)
      for (const line of [
        `${name} fails, by the shortest way:`,
        ...(trace?.steps ?? []).map(({ step }) => `  ${step}`),
      ])
        terminal.out(line);
  }
  if (failed.length > 0) return EXIT.invariantViolated;
  const undecided = verdicts.filter(({ verdict }) => verdict === 'undecided').length;
  if (undecided === 0) return EXIT.done;
  terminal.err(
    `undecided: ${undecided} of ${verdicts.length} properties, because not all states were seen; give more than --max-states ${maxStates}, or smaller bounds`,
  );
  return EXIT.outcomeUnknown;
}

/** The model knows how far each bound may go, and has a name of its own for one of them. */
function within(build: () => Model): Result<Model, string> {
  try {
    return ok(build());
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return err(`--${error.message.replace(/^joinAttempts/, 'attempts')}`);
  }
}

export function registerExplore({ program, terminal, finish }: Registration): void {
  program
    .command('explore')
    .summary('go through every state that etcd membership can get into')
    .description(
      'Breadth-first search over an abstract model of membership, with the decisions taken by the guards of the protocol itself.',
    )
    .option('--masters <n>', 'hosts of the control plane', '3')
    .option('--faults <n>', 'how many faults strike in one run', '2')
    .option('--attempts <n>', 'how often a host is initialised or joined', '2')
    .option('--learners', 'masters join as learners (kubeadm 1.29 and newer)')
    .option('--max-states <n>', 'give up after this many', '1000000')
    .option('--json', 'one JSON document, on stdout')
    .addHelpText(
      'after',
      exitCodesOf(
        {
          [EXIT.done]: 'every property holds',
          [EXIT.outcomeUnknown]: 'undecided: not all states were seen, and none that breaks a property',
        },
        [EXIT.invariantViolated, EXIT.interrupted],
      ),
    )
    .action((_own: unknown, command: { optsWithGlobals(): ExploreOptions }) =>
      finish(exploreMembership(command.optsWithGlobals(), terminal)),
    );
}
