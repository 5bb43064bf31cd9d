import { cpus } from 'node:os';
import type { BootstrapBounds, Exploration, PropertyVerdict } from '@quorate/explorer';
import { bootstrapModel, bootstrapProperties, explore, learnerMarks } from '@quorate/explorer';

/**
 * Explores the membership protocol and prints what was seen as JSON.
 * Options: `--masters 3 --faults 3 --attempts 2 --learners --max-states 5000000 --runs 1`.
 * Each run builds its model anew and checks every property, so the guards are asked anew too.
 */
const bounds: BootstrapBounds = {
  masters: numberAfter('--masters', 3),
  faults: numberAfter('--faults', 3),
  joinAttempts: numberAfter('--attempts', 2),
  learners: process.argv.includes('--learners'),
};
const maxStates = numberAfter('--max-states', 5_000_000);
const properties = [...bootstrapProperties(), ...(bounds.learners === true ? learnerMarks : [])];
const first = timedRun();
const { result } = first;
const runs = [first, ...Array.from({ length: numberAfter('--runs', 1) - 1 }, timedRun)];

const { states, transitions, depth, ended, bytes } = result;
const exhausted = ended === 'exhausted';
const report = {
  machine: { cores: cpus().length, node: process.version },
  bounds,
  states,
  transitions,
  depth,
  ended,
  exhaustive: exhausted
    ? { masters: bounds.masters, faults: bounds.faults, joinAttempts: bounds.joinAttempts }
    : { depth },
  properties: {
    always: counted('always'),
    eventually: counted('eventually'),
    sometimes: counted('sometimes'),
  },
  bytesPerState: Math.round(bytes / states),
  runs: runs.map(({ result: { states: seen }, seconds, cpuSeconds }) => ({
    seconds,
    cpuSeconds,
    statesPerSecond: Math.round(seen / seconds),
    statesPerCpuSecond: Math.round(seen / cpuSeconds),
  })),
  verdicts: result.properties.map(({ trace, ...verdict }) => ({
    ...verdict,
    ...(trace === undefined ? {} : { steps: trace.steps.length }),
    ...(verdict.verdict === 'fails' && trace !== undefined
      ? { counterexample: trace.steps.map(({ step }) => step) }
      : {}),
  })),
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);

/** `11 of 12`: how many of these properties hold. */
function counted(kind: PropertyVerdict['kind']): string {
  const those = result.properties.filter((one) => one.kind === kind);
  return `${those.filter(({ verdict }) => verdict === 'holds').length} of ${those.length}`;
}

interface Timed {
  readonly result: Exploration;
  readonly seconds: number;
  /** Those of every thread of this process: the collector's, too. */
  readonly cpuSeconds: number;
}

function timedRun(): Timed {
  const startedMs = performance.now();
  const startedCpu = process.cpuUsage();
  const result = explore(bootstrapModel(bounds), { properties, maxStates });
  const { user, system } = process.cpuUsage(startedCpu);
  return {
    result,
    seconds: Math.round(performance.now() - startedMs) / 1000,
    cpuSeconds: Math.round((user + system) / 1000) / 1000,
  };
}

function numberAfter(option: string, otherwise: number): number {
  const at = process.argv.indexOf(option);
  if (at < 0) return otherwise;
  const value = Number(process.argv[at + 1]);
  if (!Number.isInteger(value)) throw new Error(`${option} needs a whole number`);
  return value;
}
