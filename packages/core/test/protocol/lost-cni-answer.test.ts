import { describe, expect, it } from 'vitest';
import type { IssuedCommand } from '../../src/index.js';
import { drive } from './drive.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import type { Stepwise } from './stepwise.js';
import { failedAt, runStepwise } from './stepwise.js';

const spec = specOf(3, 1);

interface Told extends Stepwise {
  readonly blocks: readonly string[];
}

/** The first `lost` answers to apply-cni are lost; `reached`: the manifest was applied nevertheless. */
function runLosing(lost: number, reached: boolean, model = new ModelCluster(spec)): Told {
  const blocks = new Set<string>();
  let answers = 0;
  const run = runStepwise(model, {
    answer: ({ command }) => {
      if (command.kind !== 'apply-cni' || (answers += 1) > lost) return undefined;
      if (reached) model.cni = true;
      return failedAt(command.via, 'unknown');
    },
    each: ({ halts, blocked }) => {
      for (const reason of [...Object.values(halts), blocked]) if (reason !== null) blocks.add(reason.code);
    },
  });
  return { ...run, blocks: [...blocks] };
}

const kinds = ({ issued }: Stepwise): readonly IssuedCommand['command']['kind'][] =>
  issued.map(({ command }) => command.kind);

describe('a CNI manifest whose answer was lost', () => {
  it('is applied again after a look, beside the joins, and blocks nothing', () => {
    const run = runLosing(1, false);
    expect(run.status.kind).toBe('ready');
    expect(run.blocks).toEqual([]);
    const all = kinds(run);
    const [first, second] = all.flatMap((kind, at) => (kind === 'apply-cni' ? [at] : []));
    expect(all.slice(first, second)).toContain('observe');
    expect(all.slice(second)).toContain('join-control-plane');
  });

  it('is not applied again in a cluster that was found when the look shows that it was', () => {
    const model = new ModelCluster(spec);
    drive(model);
    model.cni = false;
    const run = runLosing(1, true, model);
    expect(run.status.kind).toBe('ready');
    expect(run.blocks).toEqual([]);
    expect(kinds(run).filter((kind) => kind === 'apply-cni')).toHaveLength(1);
  });

  it('is applied again after an init of this run: a Node may be Ready by what was there before', () => {
    const run = runLosing(1, true);
    expect(run.status.kind).toBe('ready');
    expect(kinds(run).filter((kind) => kind === 'apply-cni')).toHaveLength(2);
  });

  it('is not tried without end: after the budget of attempts a person is told', () => {
    const run = runLosing(spec.budgets.joinAttempts, false);
    expect(run.blocks).toContain('cni-not-applied');
    expect(run.status.kind).toBe('ready');
  });
});

describe('a CNI that an earlier cluster left on the hosts', () => {
  const found = (): ModelCluster => Object.assign(new ModelCluster(spec), { cni: true });

  it('does not stand for the one of the cluster that a run makes', () => {
    const run = runLosing(0, true, found());
    expect(run.status.kind).toBe('ready');
    expect(kinds(run).filter((kind) => kind === 'apply-cni')).toHaveLength(1);
  });

  it('makes no run ready whose manifest cannot be applied, although every Node is', () => {
    const run = runStepwise(found(), {
      answer: ({ command }) => (command.kind === 'apply-cni' ? failedAt(command.via, 'failed') : undefined),
    });
    expect(run.status).toMatchObject({ kind: 'blocked', reason: { code: 'cni-not-applied' } });
  });
});
