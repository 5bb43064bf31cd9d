/**
 * `npm run search -- random|singles|pairs [--runs N] [--seed N] [--all-hosts] [--sample N] [--from N] [--to N]`:
 * searches the bootstrap of the example cluster for runs that break an invariant or end without an honest reason, and prints what
 * was run and what it ended in as one JSON document on stdout, progress on stderr. Exit code 1 when something failed. Measures, and
 * judges nothing else.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { ClusterSpec } from '@quorate/core';
import { parseClusterSpec, withCniManifest } from '@quorate/core';
import type { Scenario } from '@quorate/sim-driver';
import type { CheckedRun } from '@quorate/sim-driver/check';
import {
  canonicalFaults,
  endKey,
  faultText,
  isFailure,
  runChecked,
  scenario,
  singles,
  stepBoundaries,
} from '@quorate/sim-driver/check';
import { repositoryRoot } from './published-packages.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    'all-hosts': { type: 'boolean', default: false },
    sample: { type: 'string' },
    from: { type: 'string', default: '0' },
    to: { type: 'string' },
  },
});
const MODES: readonly string[] = ['random', 'singles', 'pairs'];
const mode = positionals[0] ?? '';
if (!MODES.includes(mode) || positionals.length > 1) {
  process.stderr.write(`say what to search: ${MODES.join(', ')}\n`);
  process.exit(2);
}
const seed = Number(values.seed);
const spec = readSpec();

function readSpec(): ClusterSpec {
  const read = (name: string): string => readFileSync(join(repositoryRoot, 'examples', name), 'utf8');
  const parsed = parseClusterSpec(read('ha-cluster.yaml'));
  if (!parsed.ok) throw new Error('the example does not parse');
  return withCniManifest(parsed.spec, read('cni/bridge.yaml'));
}

/** Which scenarios there are, and how to make the i-th: pairs are too many to hold. */
interface Space {
  readonly size: number;
  readonly steps: number;
  readonly faults: number;
  readonly at: (index: number) => Scenario;
}

async function placements(): Promise<Space> {
  const steps = await stepBoundaries({ spec, seed, late: {} });
  const forms = canonicalFaults(spec, values['all-hosts'] ? 'every-host' : 'every-role');
  const all = singles(forms, steps);
  const pick = (index: number) => all.slice(index, index + 1);
  const counts = { steps: steps.length, faults: forms.length };
  if (mode === 'singles')
    return { ...counts, size: all.length, at: (index) => ({ spec, seed, faults: pick(index), late: {} }) };
  const at = (index: number): Scenario => {
    const [first, second] = pairOf(index);
    return { spec, seed, faults: [...pick(first), ...pick(second)], late: {} };
  };
  return { ...counts, size: (all.length * (all.length - 1)) / 2, at };
}

/** The pairs of different placements in a row: 0 is [1, 0], then [2, 0], [2, 1], [3, 0] and so on. */
function pairOf(index: number): readonly [number, number] {
  const first = Math.floor((1 + Math.sqrt(1 + 8 * index)) / 2);
  return [first, index - (first * (first - 1)) / 2];
}

function randomSpace(): Space {
  const drawn = fc.sample(scenario(spec), { seed, numRuns: Number(values.runs) });
  const at = (index: number): Scenario => drawn[index] ?? { spec, seed, faults: [], late: {} };
  return { size: drawn.length, steps: 0, faults: 0, at };
}

/** From `--from` to `--to`; with `--sample`, that many of them: pairs drawn with `--seed`, all others at equal distances. */
function* indices(size: number): Generator<number> {
  const from = Number(values.from);
  const to = Math.min(size, values.to === undefined ? size : Number(values.to));
  if (mode === 'pairs' && values.sample !== undefined) {
    // Equal distances would meet the same few placements as the second of a pair.
    const any = fc.noBias(fc.integer({ min: from, max: to - 1 }));
    yield* fc.sample(any, { seed, numRuns: Number(values.sample) });
    return;
  }
  const count = values.sample === undefined ? to - from : Math.min(to - from, Number(values.sample));
  for (let index = 0; index < count; index += 1) yield from + Math.floor((index * (to - from)) / count);
}

function shortForms({ scenario: { faults, seed: ofRun }, end }: CheckedRun) {
  return { seed: ofRun, faults: faults.map(faultText), end };
}

/** A full run of the singles takes an hour: this tells that it is alive. */
const PROGRESS_EVERY = 200;

const space = mode === 'random' ? randomSpace() : await placements();
const ends: Record<string, number> = {};
const endsByKind: Record<string, Record<string, number>> = {};
const failures: ReturnType<typeof shortForms>[] = [];
let ran = 0;
let struck = 0;
const startedMs = performance.now();
const startedCpu = process.cpuUsage();
for (const index of indices(space.size)) {
  const run = await runChecked(space.at(index));
  ran += 1;
  struck += run.struck.length > 0 ? 1 : 0;
  const key = endKey(run.end);
  ends[key] = (ends[key] ?? 0) + 1;
  for (const { kind } of run.struck) {
    const ofKind = (endsByKind[kind] ??= {});
    ofKind[key] = (ofKind[key] ?? 0) + 1;
  }
  if (isFailure(run.end)) failures.push(shortForms(run));
  if (ran % PROGRESS_EVERY === 0) process.stderr.write(`${ran} ran, ${failures.length} failed\n`);
}
const { user, system } = process.cpuUsage(startedCpu);
const wallMs = performance.now() - startedMs;
const report = {
  mode,
  space: { size: space.size, steps: space.steps, faults: space.faults },
  ran,
  struck,
  ends,
  endsByKind,
  failed: failures.length,
  failures: failures.slice(0, 100),
  runsPerSecond: Number(((ran * 1000) / wallMs).toFixed(1)),
  runsPerCpuSecond: Number(((ran * 1_000_000) / (user + system)).toFixed(1)),
};
process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
