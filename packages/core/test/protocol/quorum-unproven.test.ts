import { describe, expect, it } from 'vitest';
import type { BlockReason, Command, CommandReport, IssuedCommand } from '../../src/index.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import { failedAt, runStepwise } from './stepwise.js';

interface Told {
  readonly end: string;
  readonly blocks: readonly BlockReason[];
  /** What was issued from when it was struck to when it was mended. */
  readonly meanwhile: readonly Command['kind'][];
}

interface Trouble {
  /** Answers the command that it strikes at, once. */
  readonly strike: (issued: IssuedCommand) => CommandReport | undefined;
  readonly mend: () => void;
}

/** Struck once, and mended as soon as a person is told of it. */
function runTroubled(model: ModelCluster, { strike, mend }: Trouble): Told {
  const blocks: BlockReason[] = [];
  const meanwhile: Command['kind'][] = [];
  let struck = false;
  let mended = false;
  const run = runStepwise(model, {
    answer: (issued) => {
      const report = struck ? undefined : strike(issued);
      struck ||= report !== undefined;
      return report;
    },
    each: ({ halts, blocked }, issued) => {
      for (const reason of [...Object.values(halts), blocked])
        if (reason !== null && !blocks.some(({ code }) => code === reason.code)) blocks.push(reason);
      if (struck && blocks.length === 0) meanwhile.push(...issued.map(({ command }) => command.kind));
      if (blocks.length === 0 || mended) return;
      mended = true;
      mend();
    },
  });
  return { end: run.status.kind, blocks, meanwhile };
}

describe('an API that does not answer', () => {
  it('is told as quorum that cannot be proven, with the member that a join may have added', () => {
    const model = new ModelCluster(specOf(3, 0));
    model.mishaps.set('master2', ['dies-after-member']);
    const { end, blocks, meanwhile } = runTroubled(model, {
      strike: (issued) => {
        if (issued.command.kind !== 'join-control-plane') return undefined;
        const report = model.execute(issued);
        model.host('master1').kubelet = false;
        return report;
      },
      mend: () => {
        model.members = model.members.filter(({ host }) => host === 'master1');
        model.host('master1').kubelet = true;
      },
    });
    expect(blocks.map(({ code }) => code)).toEqual(['quorum-lost']);
    expect(blocks[0]?.summary).toContain(
      'members of etcd: master1, master2 (master2 if the join that was started there added its member); up: none; quorum: 2 of 2',
    );
    expect(blocks[0]?.remedies.slice(0, 2)).toEqual([
      'look at kubelet and the etcd container on master1 (crictl ps -a, crictl logs)',
      'look at kubelet and the etcd container on master2 (crictl ps -a, crictl logs)',
    ]);
    expect([...new Set(meanwhile)].sort()).toEqual(['observe', 'wait']);
    expect(end).toBe('ready');
  });

  it('is told with the voters that are off first, and nothing about the membership is changed', () => {
    const model = new ModelCluster(specOf(3, 1));
    const { end, blocks, meanwhile } = runTroubled(model, {
      strike: (issued) => {
        if (issued.command.kind !== 'observe' || model.members.length < 3) return undefined;
        const report = model.execute(issued);
        ['master2', 'master3'].forEach((name) => model.powerOff(name));
        model.host('master1').kubelet = false;
        return report;
      },
      mend: () => {
        ['master2', 'master3'].forEach((name) => model.powerOn(name));
        model.host('master1').kubelet = true;
      },
    });
    expect(blocks.map(({ code }) => code)).toEqual(['quorum-lost']);
    expect(blocks[0]?.summary).toContain(
      'members of etcd: master1, master2, master3; up: none; quorum: 2 of 3',
    );
    expect(blocks[0]?.remedies.slice(0, 3)).toEqual([
      'switch master2 on, with its disk',
      'switch master3 on, with its disk',
      'look at kubelet and the etcd container on master1 (crictl ps -a, crictl logs)',
    ]);
    expect([...new Set(meanwhile)].sort()).toEqual(['observe', 'wait']);
    expect(end).toBe('ready');
  });

  it('is not told as lost quorum where one voter is all there can be', () => {
    const model = new ModelCluster(specOf(3, 0));
    const { end, blocks } = runTroubled(model, {
      strike: ({ command }) => {
        if (command.kind !== 'apply-cni') return undefined;
        model.host('master1').kubelet = false;
        return failedAt('master1', 'failed');
      },
      mend: () => (model.host('master1').kubelet = true),
    });
    expect(blocks.length).toBeGreaterThan(0);
    expect(blocks.map(({ code }) => code)).not.toContain('quorum-lost');
    expect(end).toBe('ready');
  });
});
