import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/index.js';
import { drive } from './drive.js';
import type { Mishap } from './model-cluster.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import { failedAt, runStepwise } from './stepwise.js';

const spec = specOf(3, 0);
/** Twice the attempts of a join. */
const MOST = 2 * spec.budgets.joinAttempts;

interface Tried {
  readonly atMs: readonly number[];
  readonly status: ReturnType<typeof runStepwise>['status'];
}

/** A run in which every such command fails, the first `times` times. */
function failing(model: ModelCluster, kind: Command['kind'], times = Infinity): Tried {
  const atMs: number[] = [];
  const { status } = runStepwise(model, {
    answer: ({ command }) => {
      if (command.kind !== kind) return undefined;
      atMs.push(model.nowMs);
      return atMs.length > times ? undefined : failedAt('master1', 'failed');
    },
  });
  return { atMs, status };
}

function pauses({ atMs }: Tried): readonly number[] {
  return atMs.slice(1).map((ms, index) => Math.floor((ms - (atMs[index] ?? 0)) / 10_000));
}

describe('credentials whose deletion is refused', () => {
  it('are revoked after pauses, as often as the budget allows; then a person is told which stay', () => {
    const tried = failing(new ModelCluster(spec), 'revoke-credentials');
    expect(tried.atMs).toHaveLength(MOST);
    expect(pauses(tried).slice(0, 3)).toEqual([1, 3, 6]);
    expect(tried.status).toMatchObject({ kind: 'blocked', reason: { code: 'credential-left' } });
    if (tried.status.kind !== 'blocked') return;
    const { evidence, remedies } = tried.status.reason;
    expect(evidence[0]?.evidence).toMatch(/^tokens that stay: tok\d+, pxy\d+$/);
    expect(remedies[0]).toMatch(/kubeadm token delete tok\d+; kubeadm token delete pxy\d+/);
  });

  it('hold up nothing when the deletion is granted in the end', () => {
    const tried = failing(new ModelCluster(spec), 'revoke-credentials', 2);
    expect(tried.status).toEqual({ kind: 'ready' });
    expect(tried.atMs).toHaveLength(3);
  });

  it('let the run end by itself when a person has deleted them', () => {
    const model = new ModelCluster(spec);
    const { status } = runStepwise(model, {
      answer: ({ command }) =>
        command.kind === 'revoke-credentials' ? failedAt('master1', 'failed') : undefined,
      each: ({ blocked }) => {
        if (blocked?.code === 'credential-left') model.tokens.clear();
      },
    });
    expect(status).toEqual({ kind: 'ready' });
  });
});

describe('an init that its preflight refuses', () => {
  function refusedTimes(times: number): Tried {
    const model = new ModelCluster(spec);
    model.mishaps.set('master1', new Array<Mishap>(times).fill('fails-clean'));
    return failing(model, 'initialise', 0);
  }

  it('is tried again after pauses, more often than one that may have changed something', () => {
    const tried = refusedTimes(3 * spec.budgets.joinAttempts - 1);
    expect(tried.atMs).toHaveLength(3 * spec.budgets.joinAttempts);
    // Each with the look before it and the configuration of the load balancer after that.
    expect(pauses(tried).slice(0, 3)).toEqual([3, 5, 8]);
    expect(tried.status).toEqual({ kind: 'ready' });
  });

  it('ends too; then a person is told what to put right', () => {
    const { status } = refusedTimes(3 * spec.budgets.joinAttempts);
    expect(status).toMatchObject({
      kind: 'blocked',
      reason: {
        code: 'init-failed',
        summary: 'kubeadm init on master1 did not succeed in 9 attempts',
        remedies: [
          "put right what kubeadm's preflight names on master1 (images: its way to the registry); nothing was changed there",
          'look at master1: journalctl -u kubelet, crictl ps -a',
          'then start the run again',
        ],
      },
    });
  });
});

describe('what an init left, and a reset that does not undo it', () => {
  function leftBehind(): ModelCluster {
    const model = new ModelCluster(spec);
    model.mishaps.set('master1', ['leaves-keys']);
    return model;
  }

  it('is reset after pauses, as often as the budget allows; then a person is told', () => {
    const tried = failing(leftBehind(), 'reset-host');
    expect(tried.atMs).toHaveLength(MOST);
    expect(pauses(tried).slice(0, 3)).toEqual([1, 3, 6]);
    expect(tried.status).toMatchObject({
      kind: 'blocked',
      reason: { code: 'init-failed', summary: 'kubeadm reset does not undo what an init left on master1' },
    });
  });

  it('is reset, and init tried again, when the reset succeeds', () => {
    expect(failing(leftBehind(), 'reset-host', 1).status).toEqual({ kind: 'ready' });
    const model = leftBehind();
    expect(drive(model).status).toEqual({ kind: 'ready' });
    expect(model.executed.filter(({ kind }) => kind === 'reset-host')).toHaveLength(1);
  });
});
