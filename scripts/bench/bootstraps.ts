import type { ClusterSpec } from '@quorate/core';
import type { Fault } from '@quorate/sim-driver';
import { FAULT_CATALOGUE, parseFault, runScenario } from '@quorate/sim-driver';
import { endKey, faultForms, runChecked, singles, stepBoundaries } from '@quorate/sim-driver/check';
import type { Row } from './row.js';
import { medianRow, row } from './row.js';
import { samples, timed } from './samples.js';

/** Whole bootstraps, as they are, with one fault each, and with one fault each and everything checked; of all hosts, and of its masters. */
export async function* bootstraps(spec: ClusterSpec): AsyncGenerator<Row> {
  await samples(WARM_AFTER, (index) => plain(spec, index));
  yield await plainBootstraps('bootstrap of the tutorial cluster, simulated', spec);
  yield await faultyBootstraps('bootstraps with one fault each', spec);
  const masters = withoutWorkers(spec);
  yield await plainBootstraps('bootstrap of its three masters, simulated', masters);
  yield await faultyBootstraps('bootstraps of its three masters with one fault each', masters);
  yield await checkedSingles(spec);
}

/** A search runs for minutes, and so many bootstraps until V8 has compiled what is hot: the first take twice as long. */
const WARM_AFTER = 400;

function withoutWorkers(spec: ClusterSpec): ClusterSpec {
  return { ...spec, hosts: spec.hosts.filter(({ role }) => role !== 'worker') };
}

async function plainBootstraps(name: string, spec: ClusterSpec): Promise<Row> {
  return medianRow(name, await samples(100, (index) => plain(spec, index)));
}

function plain(spec: ClusterSpec, index: number): Promise<unknown> {
  return runScenario({ spec, seed: index + 1, faults: [], late: {} });
}

async function faultyBootstraps(name: string, spec: ClusterSpec): Promise<Row> {
  const hosts = spec.hosts
    .filter(({ role }) => role === 'control-plane' || role === 'worker')
    .map(({ name }) => name);
  const n = 120;
  const took = await timed(async () => {
    for (let seed = 1; seed <= n; seed += 1)
      await runScenario({ spec, seed, faults: [faultOf(hosts, seed)], late: {} });
  });
  return row(name, (n * 1000) / took, 'seeds/s', n);
}

/** One fault of each run, of a kind that heals or can be lived with, at a moment within the bootstrap. */
function faultOf(hosts: readonly string[], seed: number): Fault {
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

/** What a search spends its time on: placements of the whole catalogue, every invariant watched. */
async function checkedSingles(spec: ClusterSpec): Promise<Row> {
  const n = 200;
  const steps = await stepBoundaries({ spec, seed: 1, late: {} });
  const all = singles(faultForms(spec, 'every-role'), steps);
  const stride = Math.floor(all.length / n);
  const ends: Record<string, number> = {};
  const took = await timed(async () => {
    for (let index = 0; index < n; index += 1) {
      const faults = all.slice(index * stride, index * stride + 1);
      const key = endKey((await runChecked({ spec, seed: 1, faults, late: {} })).end);
      ends[key] = (ends[key] ?? 0) + 1;
    }
  });
  return { ...row('single faults of the whole catalogue, checked', (n * 1000) / took, 'runs/s', n), ends };
}
