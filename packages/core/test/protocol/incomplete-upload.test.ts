import { describe, expect, it } from 'vitest';
import { sharedFile } from '../../src/decisions/shared-certificates.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import type { Stepwise } from './stepwise.js';
import { runStepwise } from './stepwise.js';

const ENTRIES = ['ca', 'etcd-ca', 'front-proxy-ca'].flatMap((name) => [`${name}.crt`, `${name}.key`]);
const SHARED = [...ENTRIES, 'sa.key', 'sa.pub'];

/** A person has taken the key of etcd's CA off master1, as hardening guides tell. */
function hardened(): ModelCluster {
  const model = new ModelCluster(specOf(3, 0));
  model.lacking.set('master1', ['etcd-ca.key']);
  return model;
}

const uploads = ({ issued }: Stepwise): readonly string[] =>
  issued.flatMap(({ command }) =>
    command.kind === 'mint-credentials' && command.certificateKey ? [command.via] : [],
  );

describe('certificates that were stored incomplete', () => {
  it('are uploaded no more when no master has what is missing: a person is told what, and where it belongs', () => {
    const run = runStepwise(hardened(), {});
    expect(run.status).toMatchObject({ kind: 'blocked', reason: { code: 'credentials-not-minted' } });
    if (run.status.kind !== 'blocked') return;
    expect(run.status.reason.summary).toContain('/etc/kubernetes/pki/etcd/ca.key is missing');
    expect(run.status.reason.evidence[0]?.evidence).toContain(
      'empty entries of Secret kubeadm-certs: etcd-ca.key',
    );
    expect(uploads(run)).toEqual([]);
    expect(run.issued.some(({ command }) => command.kind === 'join-control-plane')).toBe(false);
  });

  it('are uploaded again when the file is back, and the run goes on', () => {
    const model = hardened();
    const run = runStepwise(model, {
      each: ({ blocked }) => {
        if (blocked === null) return;
        model.lacking.clear();
        for (const entry of SHARED) model.host('master1').files.add(sharedFile(entry));
      },
    });
    expect(run.status).toEqual({ kind: 'ready' });
    expect(uploads(run)).toEqual(['master1']);
  });

  it('are uploaded through a master that has every file', () => {
    const model = hardened();
    model.lacking.clear();
    const run = runStepwise(model, {
      each: () => {
        if (model.members.length !== 2 || model.lacking.size > 0) return;
        model.lacking.set('master1', ['etcd-ca.key']);
        model.uploadedBy = undefined;
        for (const entry of SHARED) model.host('master2').files.add(sharedFile(entry));
      },
    });
    expect(run.status).toEqual({ kind: 'ready' });
    expect(uploads(run)).toEqual(['master2']);
  });

  it('are not uploaded without end when a master has every file and they are empty all the same', () => {
    const model = hardened();
    const atMs: number[] = [];
    const run = runStepwise(model, {
      each: (_, issued) => {
        if (model.members.length > 0)
          for (const entry of SHARED) model.host('master1').files.add(sharedFile(entry));
        if (issued.some(({ command }) => command.kind === 'mint-credentials')) atMs.push(model.nowMs);
      },
    });
    expect(run.status).toMatchObject({ kind: 'blocked', reason: { code: 'credentials-not-minted' } });
    expect(uploads(run)).toEqual(['master1', 'master1']);
    const [first = 0, second = 0] = atMs;
    expect(second - first).toBeGreaterThanOrEqual(30_000);
  });
});
