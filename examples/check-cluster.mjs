// Proves properties of a cluster of your own in the simulator: `npm run build && node examples/check-cluster.mjs [RUNS]`.
// Each run is a bootstrap with random faults; one that breaks a property is shrunk to a few lines and explained.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseClusterSpec, withCniManifest } from '@quorate/core';
import { anyMasterMayBeLost, checkCluster } from '@quorate/sim-driver/check';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const parsed = parseClusterSpec(read('ha-cluster.yaml'));
if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => message).join('\n'));
const spec = withCniManifest(parsed.spec, read('cni/bridge.yaml'));

/** A property of our own: nobody has to come at night because a run has changed things for ever. */
const fewChanges = {
  kind: 'at-end',
  id: 'few-changes',
  title: 'a bootstrap needs at most 60 changes, whatever goes wrong',
  check: (simulation, { changes }) => (changes <= 60 ? undefined : `${changes} changes`),
};

const runs = Number(process.argv[2] ?? 20);
const specPath = fileURLToPath(new URL('ha-cluster.yaml', import.meta.url));
const properties = [...anyMasterMayBeLost(spec), fewChanges];
const checked = await checkCluster(spec, properties, { runs, seed: 7, specPath });

for (const [end, times] of Object.entries(checked.ends)) console.log(`${times} x ${end}`);
if (checked.failure === undefined) {
  console.log(`no property was broken in ${checked.runs} bootstraps`);
} else {
  console.log(checked.failure.explanation);
  console.log(
    `\nWrite this to a file for \`npm start -- --scenario FILE\`:\n${checked.failure.scenarioText}`,
  );
  process.exitCode = 1;
}
