import { describe, expect, it } from 'vitest';
import type { CommandReport, HostObservation, IssuedCommand, Observation } from '../../src/index.js';
import { contextOf, initialState, unknown } from '../../src/index.js';
import { leftoverCheck } from '../../src/protocol/run-plan.js';
import { runningObservation } from '../decisions/running-cluster.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import { runStepwise } from './stepwise.js';

const spec = specOf(3, 0);
const APISERVER = '/etc/kubernetes/pki/apiserver.crt';

type Change = (observation: Observation) => Observation;

function changed(report: CommandReport, change: Change): CommandReport {
  if (report.facts.kind !== 'observed') return report;
  return { ...report, facts: { kind: 'observed', observation: change(report.facts.observation) } };
}

const withoutTokens: Change = ({ hosts, cluster }) => ({
  hosts,
  cluster: { ...cluster, tokens: unknown('kubeadm token list: exit 1') },
});

/** master2 has certificates, and does not tell how long they are valid. */
const withoutCertificates: Change = ({ hosts, cluster }) => ({
  cluster,
  hosts: Object.fromEntries(
    Object.entries(hosts).map(([name, seen]): readonly [string, HostObservation] => {
      if (name !== 'master2' || seen.files === undefined || seen.files.length === 0) return [name, seen];
      return [
        name,
        { ...seen, files: [...seen.files, APISERVER], certificates: unknown('kubeadm certs: exit 1') },
      ];
    }),
  ),
});

/** Looks are changed once the cluster is complete, until so many milliseconds later. */
function runWith(change: Change, forMs = Infinity) {
  const model = new ModelCluster(spec);
  let sinceMs: number | undefined;
  const run = runStepwise(model, {
    answer: (issued: IssuedCommand) => {
      if (model.members.length === 3) sinceMs ??= model.nowMs;
      const applies = sinceMs !== undefined && model.nowMs - sinceMs < forMs;
      return issued.command.kind === 'observe' && applies
        ? changed(model.execute(issued), change)
        : undefined;
    },
  });
  return { ...run, left: model.tokens.size, took: model.nowMs - (sinceMs ?? 0) };
}

describe('bootstrap tokens that cannot be read at the end', () => {
  it('are waited for, and revoked when they can', () => {
    const run = runWith(withoutTokens, 60_000);
    expect(run.status).toEqual({ kind: 'ready' });
    expect(run.left).toBe(0);
  });

  it('make no run ready: after the time to settle it says what could not be read', () => {
    const run = runWith(withoutTokens);
    expect(run.status).toMatchObject({ kind: 'blocked', reason: { code: 'host-not-observable' } });
    if (run.status.kind !== 'blocked') return;
    expect(run.status.reason.evidence.map(({ id, holds }) => [id, holds])).toEqual([
      ['no-leftover-credential', 'unknown'],
    ]);
    expect(run.status.reason.summary).toContain('kubeadm token list: exit 1');
    expect(run.took).toBeGreaterThan(spec.budgets.settleMs);
  });

  it('are a condition of its own, that keeping them fulfils', () => {
    const context = contextOf(initialState(spec));
    expect(leftoverCheck(context)).toMatchObject({ id: 'no-leftover-credential', holds: 'unknown' });
    const observation = withoutTokens(
      runningObservation(spec, { joined: ['master1', 'master2', 'master3'] }),
    );
    expect(leftoverCheck({ ...context, observation })).toMatchObject({
      holds: 'unknown',
      evidence: 'bootstrap tokens were not read: kubeadm token list: exit 1',
    });
    const keeping = { ...spec, credentials: { ...spec.credentials, keep: true } };
    expect(leftoverCheck({ ...context, observation, spec: keeping }).holds).toBe('yes');
  });
});

describe('certificates of one master that cannot be read', () => {
  it('are waited for, and the run ends when they can', () => {
    expect(runWith(withoutCertificates, 60_000).status).toEqual({ kind: 'ready' });
  });

  it('make no run ready, however long those of the others are valid', () => {
    const run = runWith(withoutCertificates);
    expect(run.status).toMatchObject({ kind: 'blocked', reason: { code: 'host-not-observable' } });
    if (run.status.kind !== 'blocked') return;
    expect(run.status.reason.summary).toContain('those of master2 were not read: kubeadm certs: exit 1');
    expect(run.status.reason.remedies[0]).toContain('kubeadm certs check-expiration');
  });
});
