import fc from 'fast-check';
import type { ClusterSpec } from '@quorate/core';
import type { ClusterProperty } from '@quorate/sim-driver/check';
import { endKey, runChecked, scenario, shrinkRun } from '@quorate/sim-driver/check';
import type { Row } from './row.js';
import { medianRow, row } from './row.js';
import { ascending, quantile } from './samples.js';

/** Each is claimed never to happen, and faults make it happen. */
const PLANTED: readonly (readonly [event: string, host?: string])[] = [
  ['etcd.member-removed'],
  ['etcd.exited'],
  ['node.not-ready'],
  ['apiserver.etcd-failing'],
  ['process.killed'],
  ['host.powered-off'],
  ['host.powered-off', 'master2'],
  ['network.cut'],
  ['network.isolated'],
  ['orchestrator.killed'],
  ['clock.moved'],
  ['network.unreachable'],
  ['host.wiped'],
];
const SEARCHED = 60;

/** Runs of several faults that break a planted property, each made as small as it gets. */
export async function* shrinking(spec: ClusterSpec): AsyncGenerator<Row> {
  const drawn = fc
    .sample(scenario(spec, { maxFaults: 10, swarm: false }), { seed: 5, numRuns: SEARCHED })
    .filter(({ faults }) => faults.length >= 4);
  const tookMs: number[] = [];
  const runs: number[] = [];
  const left: number[] = [];
  for (const [event, host] of PLANTED) {
    const property = never(event, host);
    for (const candidate of drawn) {
      const failed = await runChecked(candidate, [property]);
      if (endKey(failed.end) !== `property: ${property.id}`) continue;
      const startedMs = performance.now();
      const small = await shrinkRun(failed, [property]);
      tookMs.push(performance.now() - startedMs);
      runs.push(small.runs);
      left.push(small.scenario.faults.length);
      break;
    }
  }
  if (tookMs.length < PLANTED.length) throw new Error(`only ${tookMs.length} planted properties were broken`);
  yield medianRow('a failing run of 4 to 10 faults, shrunk', ascending(tookMs));
  yield row('runs that it took', quantile(ascending(runs), 0.5), 'runs (median)', runs.length);
  yield row('faults that were left', quantile(ascending(left), 0.5), 'faults (median)', left.length);
}

function never(event: string, host: string | undefined): ClusterProperty {
  const id = host === undefined ? event : `${event} on ${host}`;
  return {
    kind: 'always',
    id,
    title: `never ${id}`,
    watch: () => (record) =>
      record.event === event && (host === undefined || record.host === host) ? 'it happened' : undefined,
  };
}
