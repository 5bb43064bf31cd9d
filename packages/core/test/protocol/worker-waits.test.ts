import { expect, it } from 'vitest';
import { drive } from './drive.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';

it('a worker that finds no master to join through looks again only after a pause', () => {
  const model = new ModelCluster(specOf(1, 2));
  model.mishaps.set('node1', ['fails-clean']);
  const run = drive(model, {
    before: ({ command }) => {
      if (command.kind === 'join-worker') model.powerOff('master1');
    },
  });
  expect(run.status.kind).toBe('blocked');
  const ofWorkers = run.issued.filter((issued) => issued.concern === 'workers');
  const looks = ofWorkers.filter(({ command }) => command.kind === 'observe');
  const pauses = ofWorkers.filter(({ command }) => command.kind === 'wait');
  expect(pauses.length).toBeGreaterThan(10);
  // One look of its own after each pause, and a first one after each of the two joins.
  expect(looks.length).toBeLessThanOrEqual(pauses.length + 2);
});
