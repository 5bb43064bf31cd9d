import { expect, it } from 'vitest';
import type { CommandReport } from '../../src/index.js';
import { drive } from './drive.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import { failedAt, runStepwise } from './stepwise.js';

/** The same look, in which no apiserver answered. */
function silent(report: CommandReport): CommandReport {
  if (report.facts.kind !== 'observed') return report;
  const { observation } = report.facts;
  const hosts = Object.fromEntries(
    Object.entries(observation.hosts).map(([name, seen]) => [
      name,
      seen.apiReady === undefined ? seen : { ...seen, apiReady: 'no' as const },
    ]),
  );
  return { ...report, facts: { kind: 'observed', observation: { ...observation, hosts } } };
}

it('a run that is to mint goes on when no master serves any more, and mints once one does', () => {
  const model = new ModelCluster(specOf(2, 1));
  // A run that finds a cluster holds no credentials yet.
  drive(model);
  for (const name of ['master2', 'node1']) {
    model.wipe(name);
    model.nodes.delete(name);
  }
  model.members = model.members.filter(({ host }) => host !== 'master2');
  // Somebody's own kubeadm: the worker is looked at again and again, and a master with it.
  const worker = model.host('node1');
  worker.running = { untilMs: Infinity, finish: () => undefined };
  let mints = 0;
  let silentLooks = 0;
  const run = runStepwise(model, {
    hold: ({ command, concern }) => command.kind === 'wait' && concern === 'credentials' && silentLooks === 0,
    answer: (issued) => {
      const { command, concern } = issued;
      if (command.kind === 'mint-credentials' && (mints += 1) === 1) return failedAt('master1', 'failed');
      if (command.kind !== 'observe' || concern !== 'workers' || mints !== 1 || silentLooks > 0)
        return undefined;
      silentLooks += 1;
      worker.running = undefined;
      return silent(model.execute(issued));
    },
  });
  expect(silentLooks).toBe(1);
  expect(mints).toBe(2);
  expect(run.status).toEqual({ kind: 'ready' });
});
