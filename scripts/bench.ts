/**
 * `npm run bench`: how fast this is here, as one JSON document on stdout and a table on stderr. Measures, judges nothing.
 * The packages are measured as they are built and published; only this file goes through tsx.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterSpec, JournalEntry } from '@quorate/core';
import { execute, initialState, MemoryJournal, parseClusterSpec, step, withCniManifest } from '@quorate/core';
import { openJournal } from '@quorate/journal';
import type { Fault } from '@quorate/sim-driver';
import { FAULT_CATALOGUE, parseFault, runScenario, Simulation } from '@quorate/sim-driver';
import { patient, writeLongJournal } from './long-journal.js';
import { repositoryRoot } from './published-packages.js';

interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** How many samples the value is made of. */
  readonly n: number;
  readonly p90?: number;
}

const DAY_MS = 86_400_000;
const spec = readSpec();
const rows: Row[] = [];

function readSpec(): ClusterSpec {
  const read = (name: string): string => readFileSync(join(repositoryRoot, 'examples', name), 'utf8');
  const parsed = parseClusterSpec(read('ha-cluster.yaml'));
  if (!parsed.ok) throw new Error('the example does not parse');
  return withCniManifest(parsed.spec, read('cni/bridge.yaml'));
}

async function timed(work: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

async function samples(n: number, work: (index: number) => unknown): Promise<readonly number[]> {
  const took: number[] = [];
  for (let index = 0; index < n; index += 1) took.push(await timed(() => work(index)));
  return took.sort((a, b) => a - b);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function note(name: string, value: number, unit: string, n: number, p90?: number): void {
  const digits = value >= 100 ? 0 : 2;
  const row = { name, value: Number(value.toFixed(digits)), unit, n };
  rows.push(p90 === undefined ? row : { ...row, p90: Number(p90.toFixed(digits)) });
  process.stderr.write(
    `${name.padEnd(58)} ${String(row.value).padStart(12)} ${unit.padEnd(22)} n=${n}${p90 === undefined ? '' : `, p90 ${p90.toFixed(digits)}`}\n`,
  );
}

async function bootstraps(): Promise<void> {
  const plain = (seed: number) => runScenario({ spec, seed, faults: [], late: {} });
  await samples(5, plain);
  const took = await samples(50, (index) => plain(index + 1));
  note(
    'bootstrap of the tutorial cluster, simulated',
    quantile(took, 0.5),
    'ms (median)',
    took.length,
    quantile(took, 0.9),
  );
}

/** One fault of each run, of a kind that heals or can be lived with, at a moment within the bootstrap. */
function faultOf(seed: number): Fault {
  const hosts = ['master1', 'master2', 'master3', 'node1', 'node2'];
  const kinds = ['reboot', 'kill', 'lose-reply', 'slow-replies'].filter((kind) =>
    FAULT_CATALOGUE.some((one) => one.kind === kind),
  );
  const host = hosts[seed % hosts.length] ?? '';
  const kind = kinds[seed % kinds.length] ?? '';
  const rest = kind === 'reboot' ? '' : kind === 'slow-replies' ? ',2s' : ',kubeadm';
  const parsed = parseFault(`${kind}:${host}${rest}@${(seed * 7) % 60}s`, hosts);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

async function faultySeeds(): Promise<void> {
  const n = 60;
  const took = await timed(async () => {
    for (let seed = 1; seed <= n; seed += 1)
      await runScenario({ spec, seed, faults: [faultOf(seed)], late: {} });
  });
  note('bootstraps with one fault each', (n * 1000) / took, 'seeds/s', n);
}

async function readyCluster(): Promise<Simulation> {
  const { simulation, chapters } = await runScenario({ spec, seed: 1, faults: [], late: {} });
  if (chapters[0]?.result.status !== 'ready') throw new Error('the cluster did not become ready');
  return simulation;
}

async function idleCluster(): Promise<void> {
  for (const [name, days] of [
    ['week', 7],
    ['year', 365],
  ] as const) {
    const simulation = await readyCluster();
    const took = await timed(() => {
      simulation.advance(days * DAY_MS);
    });
    note(`idle ready cluster over a simulated ${name}`, (days * DAY_MS) / took, 'simulated:wall', 1);
  }
}

/** Puts through the real request path of a simulated three-member cluster; etcd is what answers them. */
async function etcdLoad(): Promise<void> {
  const simulation = await readyCluster();
  const n = 300;
  const pki = '/etc/kubernetes/pki/etcd';
  const put = (index: number) =>
    simulation.shell('master1', [
      'etcdctl',
      '--endpoints=127.0.0.1:2379',
      `--cacert=${pki}/ca.crt`,
      `--cert=${pki}/server.crt`,
      `--key=${pki}/server.key`,
      'put',
      `/bench/${index}`,
      'value',
    ]);
  const took = await timed(() => {
    for (let index = 1; index <= n; index += 1) {
      const { code, stderr } = put(index);
      if (code !== 0) throw new Error(`etcdctl put: ${stderr}`);
    }
  });
  note('etcdctl put, three members, the rest of the cluster alive', (n * 1000) / took, 'puts/s', n);
}

async function machineSteps(): Promise<void> {
  const journal = new MemoryJournal();
  const driver = new Simulation({ spec, seed: 1 }).orchestrator();
  await execute({ spec, driver, clock: driver, journal });
  const events = journal.entries.flatMap((entry: JournalEntry) =>
    entry.kind === 'event' ? [entry.event] : [],
  );
  const replay = (): void => {
    let state = initialState(spec);
    for (const event of events) state = step(state, event).state;
  };
  await samples(20, replay);
  const rounds = 200;
  const took = await timed(() => {
    for (let round = 0; round < rounds; round += 1) replay();
  });
  note(
    'steps of the protocol machine, replaying a bootstrap',
    (rounds * events.length * 1000) / took,
    'steps/s',
    rounds * events.length,
  );
}

/** Reads it, verifies every line, replays the run in it, and gives the lock back. */
async function journalOpening(): Promise<void> {
  const entries = 10_000;
  const folder = mkdtempSync(join(tmpdir(), 'quorate-bench-'));
  const path = join(folder, 'run.journal');
  const waiting = patient(spec);
  await writeLongJournal(path, waiting, entries);
  const open = async (): Promise<void> => {
    const opened = openJournal({ path, spec: waiting });
    if (!opened.ok) throw new Error(opened.error.message);
    if (opened.value.resumeFrom.length !== entries) throw new Error('not every entry was read');
    await opened.value.close();
  };
  await samples(2, open);
  const took = await samples(11, open);
  rmSync(folder, { recursive: true });
  note(
    'opening a journal of 10,000 entries, verified and replayed',
    quantile(took, 0.5),
    'ms (median)',
    took.length,
    quantile(took, 0.9),
  );
}

/** From spawn to the first byte of output, and to the end. */
function startOnce(argv: readonly string[]): Promise<{ readonly firstMs: number; readonly allMs: number }> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    let firstMs = Number.NaN;
    const child = spawn(process.execPath, argv, { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'pipe'] });
    const onData = (): void => {
      if (Number.isNaN(firstMs)) firstMs = performance.now() - startedMs;
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve({ firstMs, allMs: performance.now() - startedMs });
      else reject(new Error(`${argv.join(' ')}: exit code ${code ?? 'none'}; was it built? npm run build`));
    });
  });
}

async function commandLine(): Promise<void> {
  const n = 11;
  const first: number[] = [];
  const all: number[] = [];
  for (let index = 0; index < n; index += 1) {
    const took = await startOnce(['packages/cli/dist/main.js', 'simulate', 'examples/ha-cluster.yaml']);
    first.push(took.firstMs);
    all.push(took.allMs);
  }
  const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
  note(
    'built command line, spawn to first output',
    quantile(sorted(first), 0.5),
    'ms (median)',
    n,
    quantile(sorted(first), 0.9),
  );
  note(
    'built command line, spawn to the end of the story',
    quantile(sorted(all), 0.5),
    'ms (median)',
    n,
    quantile(sorted(all), 0.9),
  );
}

const measures = [bootstraps, faultySeeds, idleCluster, etcdLoad, machineSteps, journalOpening, commandLine];
for (const measure of measures) await measure();

const machine = {
  cores: availableParallelism(),
  cpu: cpus()[0]?.model ?? 'unknown',
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
};
process.stdout.write(`${JSON.stringify({ machine, rows }, undefined, 2)}\n`);
