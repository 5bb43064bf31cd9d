import { describe, expect, it } from 'vitest';
import type { BlockReason, IssuedCommand } from '../../src/index.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import type { Stepwise } from './stepwise.js';
import { runStepwise } from './stepwise.js';

interface Told extends Stepwise {
  readonly model: ModelCluster;
  readonly blocks: readonly BlockReason[];
  /** What was issued while nothing was signed. */
  readonly meanwhile: readonly IssuedCommand[];
}

/** kube-controller-manager signs nothing until this holds. */
function runUnsignedUntil(
  signsAgain: (model: ModelCluster, blocks: readonly BlockReason[]) => boolean,
): Told {
  const model = new ModelCluster(specOf(3, 1));
  model.signs = false;
  const blocks: BlockReason[] = [];
  const meanwhile: IssuedCommand[] = [];
  const run = runStepwise(model, {
    each: ({ halts, blocked }, issued) => {
      for (const reason of [...Object.values(halts), blocked])
        if (reason !== null && !blocks.some(({ code }) => code === reason.code)) blocks.push(reason);
      if (!model.signs) meanwhile.push(...issued);
      model.signs ||= signsAgain(model, blocks);
    },
  });
  return { ...run, model, blocks, meanwhile };
}

function tokensMinted(issued: readonly IssuedCommand[]): number {
  return issued.filter(({ command }) => command.kind === 'mint-credentials' && command.token).length;
}

describe('a bootstrap token without a signature in cluster-info', () => {
  it('is waited for as long as BootstrapSigner takes, and kept', () => {
    let initialisedMs: number | undefined;
    const { status, issued, blocks } = runUnsignedUntil((model) => {
      if (model.recorded) initialisedMs ??= model.nowMs;
      return initialisedMs !== undefined && model.nowMs - initialisedMs > 20_000;
    });
    expect(status.kind).toBe('ready');
    expect(blocks).toEqual([]);
    expect(tokensMinted(issued)).toBe(0);
  });

  it('is replaced twice; then a person is told where to look, and no join has begun', () => {
    const { status, blocks, meanwhile } = runUnsignedUntil((_, told) => told.length > 0);
    expect(tokensMinted(meanwhile)).toBe(2);
    expect(meanwhile.filter(({ command }) => command.kind.startsWith('join'))).toEqual([]);
    expect(blocks.map(({ code }) => code)).toEqual(['token-not-signed']);
    expect(blocks[0]?.summary).toContain('after 2 new ones');
    expect(blocks[0]?.evidence.map(({ id }) => id)).toEqual(['token-signed']);
    expect(blocks[0]?.remedies[0]).toContain('kube-controller-manager');
    expect(status.kind).toBe('ready');
  });

  it('that nobody can sign, because cluster-info is gone: a person is told how to make it again', () => {
    const { status, blocks } = runUnsignedUntil((model, told) => {
      model.clusterInfoIsGone = told.length === 0;
      return told.length > 0;
    });
    expect(blocks.map(({ code }) => code)).toEqual(['token-not-signed']);
    expect(blocks[0]?.summary).toContain('cluster-info is gone');
    expect(blocks[0]?.evidence[0]?.evidence).toBe('there is no ConfigMap cluster-info that could be signed');
    expect(blocks[0]?.remedies[0]).toContain('kubeadm init phase bootstrap-token');
    expect(status.kind).toBe('ready');
  });

  it('needs no other once a signature is there, and the replacements count anew', () => {
    const { model, blocks, issued } = runUnsignedUntil((_, told) => told.length > 0);
    expect(tokensMinted(issued)).toBe(2);
    expect(blocks).toHaveLength(1);
    expect(model.executed.filter(({ kind }) => kind === 'join-control-plane')).toHaveLength(2);
  });
});
