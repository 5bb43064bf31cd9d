import { cpus } from 'node:os';
import type { BootstrapBounds, Exploration } from '@quorate/explorer';
import { bootstrapModel, bootstrapProperties, explore, learnerMarks } from '@quorate/explorer';

/**
 * Explores the membership protocol and prints what was seen as JSON.
 * Options: `--masters 3 --faults 3 --attempts 2 --learners --max-states 5000000`.
 */
const bounds: BootstrapBounds = {
  masters: numberAfter('--masters', 3),
  faults: numberAfter('--faults', 3),
  joinAttempts: numberAfter('--attempts', 2),
  learners: process.argv.includes('--learners'),
};
const maxStates = numberAfter('--max-states', 5_000_000);
const properties = [...bootstrapProperties(), ...(bounds.learners === true ? learnerMarks : [])];

const model = bootstrapModel(bounds);
const checked = timed(() => explore(model, { properties, maxStates }));
// The guards have answered by now: what is left is the search itself.
const again = timed(() => explore(model, { maxStates }));

const { states, transitions, depth, ended } = checked.result;
const report = {
  machine: { cores: cpus().length, node: process.version },
  bounds,
  states,
  transitions,
  depth,
  exhausted: ended === 'exhausted',
  ended,
  statesPerSecond: { guardsAsked: rate(checked), guardsRemembered: rate(again) },
  seconds: { guardsAsked: checked.seconds, guardsRemembered: again.seconds },
  properties: checked.result.properties.map(({ trace, ...verdict }) => ({
    ...verdict,
    ...(trace === undefined ? {} : { steps: trace.steps.length }),
    ...(verdict.verdict === 'fails' && trace !== undefined
      ? { counterexample: trace.steps.map(({ step }) => step) }
      : {}),
  })),
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);

interface Timed {
  readonly result: Exploration;
  readonly seconds: number;
}

function timed(run: () => Exploration): Timed {
  const startedMs = performance.now();
  const result = run();
  return { result, seconds: Math.round(performance.now() - startedMs) / 1000 };
}

function rate({ result, seconds }: Timed): number {
  return Math.round(result.states / seconds);
}

function numberAfter(option: string, otherwise: number): number {
  const at = process.argv.indexOf(option);
  if (at < 0) return otherwise;
  const value = Number(process.argv[at + 1]);
  if (!Number.isInteger(value)) throw new Error(`${option} needs a whole number`);
  return value;
}
