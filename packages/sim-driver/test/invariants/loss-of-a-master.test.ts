import { describe, expect, it } from 'vitest';
import { LOSS_BUDGET_MS, loseMaster, Simulation } from '../../src/index.js';
import { run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';

const spec = tutorialSpec();
const MASTERS = ['master1', 'master2', 'master3'] as const;

async function ready(seed: number): Promise<Simulation> {
  const simulation = new Simulation({ spec, seed });
  expect((await run(simulation)).result.status).toBe('ready');
  simulation.advance(60_000);
  return simulation;
}

describe('the loss of a master', () => {
  it.each(MASTERS.flatMap((lost) => [1, 2, 3].map((seed) => ({ lost, seed }))))(
    'keeps quorum, the API through the endpoint, data and further steps without $lost (seed $seed)',
    async ({ lost, seed }) => {
      const report = loseMaster(await ready(seed), lost);
      if (typeof report === 'string') expect.fail(report);
      expect(report.quorumMs).toBeLessThanOrEqual(report.apiMs);
      expect(report.apiMs).toBeLessThanOrEqual(report.furtherStepsMs);
      expect(report.furtherStepsMs).toBeLessThanOrEqual(LOSS_BUDGET_MS);
    },
  );

  it('is not survived by two masters', async () => {
    const simulation = await ready(1);
    simulation.world.host('master2').powerOff();
    simulation.advance(30_000);
    expect(loseMaster(simulation, 'master3')).toMatch(/^without master3, no leader with quorum/);
  });

  it('is not survived when the load balancer knows one master only', async () => {
    const simulation = await ready(1);
    const { network } = simulation.world;
    for (const name of ['master2', 'master3']) network.rejectPort('proxy', name, 6443);
    expect(loseMaster(simulation, 'master1')).toMatch(/no reading and writing through the endpoint/);
  });
});
