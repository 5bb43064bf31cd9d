// A whole bootstrap inside a program of its own: `npm run build && node examples/embed.mjs`.
// Replace the simulation by a driver and a clock of yours, and it is the real thing.
import { readFileSync } from 'node:fs';
import { execute, formatDiagnostic, parseClusterSpec, withCniManifest } from '@quorate/core';
import { Simulation } from '@quorate/sim-driver';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

const parsed = parseClusterSpec(read('ha-cluster.yaml'), { fileName: 'ha-cluster.yaml' });
if (!parsed.ok) throw new Error(parsed.errors.map(formatDiagnostic).join('\n'));
const spec = withCniManifest(parsed.spec, read('cni/bridge.yaml'));

const driver = new Simulation({ spec, seed: 7 }).orchestrator();
const result = await execute({
  spec,
  driver,
  clock: driver,
  onEvent(event) {
    if (event.type === 'command.issued' && event.mutates) console.log(event.title);
    if (event.type === 'run.blocked') console.log(`blocked: ${event.reason.summary}`);
  },
});

console.log(`${result.status} after ${result.changes} changes, ${Math.round(result.tookMs / 1000)} s`);
process.exitCode = result.status === 'ready' ? 0 : 1;
