import fc from 'fast-check';

/** Below vitest's time-out of a test, so that an interrupted property still reports where it was. */
const interruptAfterMs = 240_000;

fc.installGlobalPlugin(fc.interruptAfterTimeLimit(interruptAfterMs, { failOnInterrupt: true }));
fc.configureGlobal({
  seed: integerFrom('FC_SEED', 0),
  numRuns: integerFrom('FC_NUM_RUNS', 100),
  verbose: fc.VerbosityLevel.Verbose,
});

function integerFrom(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value)) throw new Error(`${name} must be an integer, not '${text}'`);
  return value;
}
