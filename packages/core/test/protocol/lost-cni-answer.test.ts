import { describe, expect, it } from 'vitest';
import type { IssuedCommand } from '../../src/index.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import type { Stepwise } from './stepwise.js';
import { failedAt, runStepwise } from './stepwise.js';

const spec = specOf(3, 1);

interface Told extends Stepwise {
  readonly blocks: readonly string[];
}

/** The first `lost` answers to apply-cni are lost; `reached`: the manifest was applied nevertheless. */
function runLosing(lost: number, reached: boolean): Told {
  const model = new ModelCluster(spec);
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

  it('is not applied again when the look shows that it was', () => {
    const run = runLosing(1, true);
    expect(run.status.kind).toBe('ready');
    expect(run.blocks).toEqual([]);
    expect(kinds(run).filter((kind) => kind === 'apply-cni')).toHaveLength(1);
  });

  it('is not tried without end: after the budget of attempts a person is told', () => {
    const run = runLosing(spec.budgets.joinAttempts, false);
    expect(run.blocks).toContain('cni-not-applied');
    expect(run.status.kind).toBe('ready');
  });
});
