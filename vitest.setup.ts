import fc from 'fast-check';

const seed = Number(process.env['FC_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 100);

fc.configureGlobal({
  seed,
  numRuns,
  interruptAfterTimeLimit: 48_000,
  markInterruptAsFailure: true,
  verbose: 1,
});
