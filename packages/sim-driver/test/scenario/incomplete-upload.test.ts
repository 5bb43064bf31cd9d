import type { ExecutionEvent } from '@quorate/core';
import { expect, it } from 'vitest';
import { Simulation } from '../../src/index.js';
import { strike } from '../faults/laboratory.js';
import { run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';

const KEY = '/etc/kubernetes/pki/etcd/ca.key';

/** A cluster whose third master was taken out by hand, and from which the key of etcd's CA was removed on these masters. */
async function hardened(...masters: readonly string[]): Promise<Simulation> {
  const simulation = new Simulation({ spec: tutorialSpec() });
  expect((await run(simulation)).result.status).toBe('ready');
  strike(simulation, 'reset-by-hand:master3');
  simulation.advance(120_000);
  for (const name of masters) simulation.world.host(name).disk.remove(KEY);
  return simulation;
}

function uploads(events: readonly ExecutionEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'command.issued' && event.command.kind === 'mint-credentials' ? [event.command.via] : [],
  );
}

it('certificates are uploaded through a master that has all of them', async () => {
  const { result, events } = await run(await hardened('master1'));
  expect(result.status).toBe('ready');
  expect(uploads(events)).toEqual(['master2']);
});

it('certificates that no master has are uploaded once, and a person is told where they belong', async () => {
  const { result, events } = await run(await hardened('master1', 'master2'));
  expect(result).toMatchObject({ status: 'blocked', reason: { code: 'credentials-not-minted' } });
  if (result.status === 'blocked') expect(result.reason.summary).toContain(`${KEY} is missing`);
  expect(uploads(events)).toEqual(['master1']);
});
