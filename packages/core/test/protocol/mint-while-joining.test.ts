import { expect, it } from 'vitest';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import { runStepwise } from './stepwise.js';

it('mints nothing while a master joins, also for a worker that needs a token meanwhile; and mints it afterwards', () => {
  const base = specOf(2, 1);
  const model = new ModelCluster({
    ...base,
    // Valid for half a minute longer than a join may take.
    credentials: { ...base.credentials, tokenTtlMs: base.budgets.joinTimeoutMs + 30_000 },
  });
  // Somebody's own kubeadm keeps the worker from joining until the master is at it.
  const worker = model.host('node1');
  worker.running = { untilMs: Infinity, finish: () => undefined };
  let held = 0;
  let stepsWhileJoining = 0;
  const mintedWhileJoining: string[] = [];
  const mintedAfter: string[] = [];
  const run = runStepwise(model, {
    hold: ({ command }) => {
      if (command.kind !== 'join-control-plane') return false;
      if (held === 0) {
        worker.running = undefined;
        model.pass(60_000);
      }
      held += 1;
      return held < 40;
    },
    each: ({ inFlight }, issued) => {
      const joining = Object.values(inFlight).some(({ command }) => command.kind === 'join-control-plane');
      if (joining) stepsWhileJoining += 1;
      for (const { command, id } of issued)
        if (command.kind === 'mint-credentials') (joining ? mintedWhileJoining : mintedAfter).push(id);
    },
  });
  expect(run.status.kind).toBe('ready');
  expect(stepsWhileJoining).toBeGreaterThan(0);
  expect(mintedWhileJoining).toEqual([]);
  expect(mintedAfter.length).toBeGreaterThan(0);
});
