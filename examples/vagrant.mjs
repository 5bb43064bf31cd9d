// The cluster of examples/vagrant on its machines: `npm ci && npm run build`, `vagrant up` in examples/vagrant, and then
// `npx zx examples/vagrant.mjs`. With --simulate it needs no machines. Each file in vagrant/lib is one concern of it.
import { setMaxListeners } from 'node:events';
import { execute } from '@quorate/core';
import { readCluster } from './vagrant/lib/cluster-file.mjs';
import { HELP, readCommandLine } from './vagrant/lib/command-line.mjs';
import { confirmed } from './vagrant/lib/confirm.mjs';
import { membersTable, nodesTable, saveKubeconfig } from './vagrant/lib/last-look.mjs';
import { introduction, planLines, planOf } from './vagrant/lib/plan.mjs';
import { progress } from './vagrant/lib/progress.mjs';
import { EXIT, Refusal } from './vagrant/lib/refusal.mjs';

const folder = new URL('vagrant/', import.meta.url);
const say = (...lines) => console.error(lines.join('\n'));

// The first Ctrl-C ends the run in order, the second one the process.
const interrupt = new AbortController();
// Every step under way listens; a look at all machines has dozens.
setMaxListeners(0, interrupt.signal);
process.once('SIGINT', () => interrupt.abort());

async function main() {
  const options = readCommandLine(process.argv);
  if (options.help) return console.log(HELP);
  const spec = readCluster(new URL('cluster.yaml', folder), process.env);
  const { openWorld } = options.simulate
    ? await import('./vagrant/lib/simulated-world.mjs')
    : await import('./vagrant/lib/vagrant-world.mjs');
  const world = await openWorld(spec, { folder, signal: interrupt.signal, say });
  try {
    return await bootstrap(spec, world, options);
  } finally {
    await world.close();
  }
}

async function bootstrap(spec, world, { ask, kubeconfig }) {
  const { driver, clock, record } = world;
  const { journal, resumeFrom } = record;
  const { signal } = interrupt;
  say(...introduction(spec, world.about), '', ...planLines(await planOf(spec), spec), '');
  if (resumeFrom.length > 0) say('An earlier run was interrupted: this one goes on from its journal.');
  if (ask && !(await confirmed('Begin? Type yes: ', interrupt))) {
    say('nothing was done');
    return EXIT.interrupted;
  }
  const onEvent = progress(clock.nowMs());
  const result = await execute({ spec, driver, clock, signal, journal, resumeFrom, onEvent });
  if (result.status === 'aborted') {
    if (result.journalFailure !== undefined) say(result.journalFailure);
    say(`interrupted; in flight: ${result.inFlight.join(', ') || 'nothing'}`, world.afterInterrupt);
    return EXIT.interrupted;
  }
  if (result.status === 'blocked') {
    const { summary, evidence, remedies } = result.reason;
    const seen = evidence.map((check) => `  seen: ${check.id}: ${check.evidence}`);
    say(`blocked: ${summary}`, ...seen, ...remedies.map((remedy) => `  safe next: ${remedy}`));
    return EXIT.blocked;
  }
  await saveKubeconfig(world, spec, kubeconfig);
  say('', `ready after ${result.changes} changes; kubeconfig: ${kubeconfig}`, '');
  console.log(await nodesTable(world, spec));
  console.log(await membersTable(world, spec));
  return EXIT.done;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  say(error.message);
  process.exitCode = error.exitCode;
}
