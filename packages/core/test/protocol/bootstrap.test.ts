import { describe, expect, it } from 'vitest';
import { drive, kinds } from './drive.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';

describe('the protocol over a model cluster', () => {
  it('bootstraps three masters and two workers, in the right order', () => {
    const model = new ModelCluster(specOf(3, 2));
    const run = drive(model);
    expect(run.status).toEqual({ kind: 'ready' });
    const done = kinds(run.commands);
    expect(done.slice(0, 3)).toEqual(['configure-load-balancer', 'prove-endpoint', 'initialise']);
    expect(done.filter((kind) => kind === 'join-control-plane')).toHaveLength(2);
    expect(done.filter((kind) => kind === 'join-worker')).toHaveLength(2);
    expect(done.filter((kind) => kind === 'initialise')).toHaveLength(1);
    expect(done.at(-1)).toBe('revoke-credentials');
    expect(model.members.map((member) => member.name)).toEqual(['master1', 'master2', 'master3']);
    expect(model.tokens.size).toBe(0);
  });

  it('changes nothing when it is run again', () => {
    const model = new ModelCluster(specOf(3, 2));
    drive(model);
    const again = drive(model);
    expect(again.status).toEqual({ kind: 'ready' });
    expect(kinds(again.commands)).toEqual([]);
  });
});
