import { describe, expect, it } from 'vitest';
import { runScenario, Simulation } from '../../src/index.js';
import { mutations, run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';
import { faultOf } from '../support/faults.js';

const DAY = 86_400_000;

async function clusterAfter(days: number): Promise<Simulation> {
  const simulation = new Simulation({ spec: tutorialSpec() });
  expect((await run(simulation)).result.status).toBe('ready');
  simulation.advance(days * DAY);
  return simulation;
}

describe('certificate expiry', () => {
  it('is only a warning while thirty days and less are left', async () => {
    const simulation = await clusterAfter(345);
    const { result } = await run(simulation);
    expect(result.status).toBe('ready');
    if (result.status !== 'ready') return;
    const check = result.verdict.checks.find((one) => one.id === 'certificates-valid');
    expect(check?.holds).toBe('yes');
    expect(check?.evidence).toMatch(/apiserver on master1 expires in \d+d/);
  });

  it('blocks once one has expired, names certificate and host, and changes nothing', async () => {
    const simulation = await clusterAfter(366);
    const { result, events } = await run(simulation);
    expect(result).toMatchObject({ status: 'blocked', changes: 0, reason: { code: 'certificate-expired' } });
    if (result.status === 'blocked') {
      expect(result.reason.summary).toMatch(/apiserver on master1 expired/);
      expect(result.reason.remedies[0]).toContain('kubeadm certs renew all');
    }
    expect(mutations(events)).toEqual([]);
  });

  it('is not all: those that a clock made which was ahead are named, and waited for', async () => {
    const spec = tutorialSpec();
    const fault = faultOf(spec, 'move-clock:master1,20m@kubeadm.phase/master1/phase=preflight~2m');
    const { chapters } = await runScenario({ spec, seed: 1, faults: [fault], late: {} });
    expect(chapters[0]?.result).toMatchObject({
      status: 'blocked',
      reason: { code: 'certificate-not-yet-valid' },
    });
    const { summary, remedies } =
      chapters[0]?.result.status === 'blocked' ? chapters[0].result.reason : { summary: '', remedies: [] };
    expect(summary).toMatch(/^ca, front-proxy-ca on master1 not valid for another \d+m/);
    expect(remedies[0]).toContain('wait until their time has come');
  });

  it('of a peer is seen before a second voter joins, which it would refuse: quorum would be lost', async () => {
    const spec = tutorialSpec();
    // After init was looked at, certificates and all.
    const fault = faultOf(
      spec,
      'expire-certificate:master1,pki/etcd/peer.crt@kubeadm.phase/node1/phase=preflight',
    );
    const { simulation, chapters } = await runScenario(
      { spec, seed: 1, faults: [fault], late: {} },
      { keepTrace: true },
    );
    expect(chapters[0]?.result).toMatchObject({ status: 'blocked', reason: { code: 'certificate-expired' } });
    const added = simulation.world.trace.records.filter(({ event }) => event === 'etcd.member-added');
    expect(added).toEqual([]);
  });
});
