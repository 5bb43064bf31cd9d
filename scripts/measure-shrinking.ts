/**
 * `npx tsx --conditions=@quorate/source scripts/measure-shrinking.ts`: how long it takes to make a failing run small. Plants properties
 * that some faults break, finds a run of several faults that breaks each, shrinks it, and prints runs and times as JSON.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ClusterSpec } from '@quorate/core';
import { parseClusterSpec, withCniManifest } from '@quorate/core';
import type { ClusterProperty } from '@quorate/sim-driver/check';
import { endKey, faultText, runChecked, scenario, shrinkRun } from '@quorate/sim-driver/check';
import { repositoryRoot } from './published-packages.js';

/** Each claims that something never happens which faults make happen. */
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

const read = (name: string): string => readFileSync(join(repositoryRoot, 'examples', name), 'utf8');

function readSpec(): ClusterSpec {
  const parsed = parseClusterSpec(read('ha-cluster.yaml'));
  if (!parsed.ok) throw new Error('the example does not parse');
  return withCniManifest(parsed.spec, read('cni/bridge.yaml'));
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

const spec = readSpec();
const drawn = fc
  .sample(scenario(spec, { maxFaults: 10, swarm: false }), { seed: 5, numRuns: SEARCHED })
  .filter(({ faults }) => faults.length >= 4);
const rows = [];
for (const [event, host] of PLANTED) {
  const property = never(event, host);
  for (const candidate of drawn) {
    const failed = await runChecked(candidate, [property]);
    if (endKey(failed.end) !== `property: ${property.id}`) continue;
    const startedMs = performance.now();
    const small = await shrinkRun(failed, [property]);
    rows.push({
      planted: property.id,
      faults: candidate.faults.length,
      left: small.scenario.faults.map(faultText),
      hosts: small.scenario.spec.hosts.length,
      runs: small.runs,
      minimal: small.minimal,
      ms: Math.round(performance.now() - startedMs),
    });
    break;
  }
}
const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const report = {
  planted: PLANTED.length,
  found: rows.length,
  medianMs: middle(rows.map(({ ms }) => ms)),
  medianRuns: middle(rows.map(({ runs }) => runs)),
  rows,
};
process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
