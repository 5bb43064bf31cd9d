/**
 * `npm run search -- random|singles|pairs [--spec FILE] [--runs N] [--seed N] [--kinds KIND,…] [--all-hosts] [--by-stage] [--sample N] [--from N]
 * [--to N] [--processes N] [--twice]`: searches the bootstrap of the example cluster, or of another one, for runs that break an
 * invariant or end without an honest reason, on all processors unless told otherwise; with `--twice`, also for runs that are not the
 * same in another process with another language, time zone and order. Prints what was run and what it ended in as one JSON document on
 * stdout, progress on stderr. The first failures are shrunk, explained on stderr and written to `counterexample-N.yaml`. Exit code 1 when
 * something failed. Measures, and judges nothing else.
 */
import type { ClusterSpec } from '@quorate/core';
import { readSpecFile } from '../packages/cli/src/input/spec-file.js';
import { EXAMPLE_CLUSTER } from './example-cluster.js';
import { keepCounterexamples } from './search/counterexamples.js';
import { parseOptions } from './search/options.js';
import type { News } from './search/part.js';
import { compareRuns } from './search/repeated.js';
import { runParts } from './search/run-parts.js';
import { spaceOf } from './search/space.js';
import { sumOf } from './search/tally.js';

const SHOWN_FAILURES = 100;
const KEPT_FAILURES = 3;
const PROGRESS_EVERY_MS = 10_000;

const parsed = parseOptions(process.argv.slice(2));
if (!parsed.ok) {
  process.stderr.write(`${parsed.error}\n`);
  process.exit(2);
}
const options = parsed.value;

const progress = new Map<number, { readonly ran: number; readonly failed: number }>();
const startedMs = performance.now();
let toldMs = startedMs;

function specIn(path: string): ClusterSpec {
  const read = readSpecFile(path);
  if (read.ok) return read.spec;
  process.stderr.write(`${read.errors.join('\n')}\n`);
  process.exit(2);
}

/** All singles take minutes: this tells that they are under way. */
function tellProgress(): void {
  if (performance.now() - toldMs < PROGRESS_EVERY_MS) return;
  toldMs = performance.now();
  const of = (key: 'ran' | 'failed') => [...progress.values()].reduce((sum, one) => sum + one[key], 0);
  process.stderr.write(`${of('ran')} ran, ${of('failed')} failed\n`);
}

const specPath = options.spec ?? EXAMPLE_CLUSTER;
const spec = specIn(specPath);
const whole = { spec, options };
const onNews = (part: number, news: News): void => {
  if (news.kind === 'failed') {
    process.stderr.write(`failed: ${JSON.stringify(news.failure)}\n`);
    return;
  }
  progress.set(part, { ran: news.ran, failed: news.failed });
  tellProgress();
};
const results = await runParts(whole, options.processes, 'here', onNews);
const wallMs = performance.now() - startedMs;
const repeated = options.twice
  ? compareRuns(results, await runParts(whole, options.processes, 'abroad', onNews))
  : undefined;
const { failures, ...counts } = sumOf(results.map(({ tally }) => tally));
const cpuSeconds = results.reduce((sum, one) => sum + one.cpuSeconds, 0);
const report = {
  mode: options.mode,
  space: results[0]?.space,
  ...counts,
  failed: failures.length,
  failures: failures.slice(0, SHOWN_FAILURES),
  ...(repeated === undefined ? {} : { repeated }),
  processes: options.processes,
  seconds: Number((wallMs / 1000).toFixed(1)),
  runsPerSecond: Number(((counts.ran * 1000) / wallMs).toFixed(1)),
  runsPerCpuSecond: Number((counts.ran / cpuSeconds).toFixed(1)),
};
process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
// A search that ran nothing, or whose single faults found no moment, has shown nothing.
const empty = counts.ran === 0 || (options.mode === 'singles' && counts.struck < counts.ran);
if (empty) process.stderr.write(`${counts.ran} ran, and in ${counts.struck} of them the fault struck\n`);
const wrong = failures.length + (repeated?.different.length ?? 0);
process.exitCode = wrong === 0 && !empty ? 0 : 1;
if (failures.length > 0) {
  const space = await spaceOf(spec, options);
  await keepCounterexamples(
    failures.slice(0, KEPT_FAILURES).map(({ index }) => space.at(index)),
    { spec, specPath, folder: '.', say: (text) => process.stderr.write(`${text}\n`) },
  );
}
