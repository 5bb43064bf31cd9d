import { expect, it } from 'vitest';
import type { CommandReport } from '../../src/index.js';
import { known } from '../../src/index.js';
import { drive } from './drive.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import { runStepwise } from './stepwise.js';

/** The same look, in which the kubelet of node1 shows a certificate that has expired. */
function withExpired(report: CommandReport, nowMs: number): CommandReport {
  if (report.facts.kind !== 'observed') return report;
  const { hosts, cluster } = report.facts.observation;
  const { node1 } = hosts;
  if (node1 === undefined) return report;
  const certificates = known([{ name: 'kubelet-client', authority: false, expiresAtMs: nowMs - 1 }]);
  const observation = { cluster, hosts: { ...hosts, node1: { ...node1, certificates } } };
  return { ...report, facts: { kind: 'observed', observation } };
}

it('the expired certificate of one worker halts that worker: masters join, and then the run says so', () => {
  const model = new ModelCluster(specOf(3, 2));
  drive(model);
  model.wipe('master3');
  model.nodes.delete('master3');
  model.members = model.members.filter(({ host }) => host !== 'master3');
  const run = runStepwise(model, {
    answer: (issued) =>
      issued.command.kind === 'observe' ? withExpired(model.execute(issued), model.nowMs) : undefined,
  });
  expect(model.members.map(({ name }) => name)).toEqual(['master1', 'master2', 'master3']);
  expect(run.status).toMatchObject({ kind: 'blocked', reason: { code: 'certificate-expired' } });
  expect(run.status.kind === 'blocked' && run.status.reason.summary).toContain('kubelet-client on node1');
});
