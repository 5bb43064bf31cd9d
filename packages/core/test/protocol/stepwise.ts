import type { CommandReport, IssuedCommand, ProtocolContext, ProtocolStatus } from '../../src/index.js';
import { contextOf, initialState, statusOf, step } from '../../src/index.js';
import type { ModelCluster } from './model-cluster.js';

export interface StepwiseOptions {
  /** Commands that stay on their way while others can be answered. */
  readonly hold?: (issued: IssuedCommand, model: ModelCluster) => boolean;
  /** Another answer than the model's; undefined: the model's. */
  readonly answer?: (issued: IssuedCommand, model: ModelCluster) => CommandReport | undefined;
  /** After each step, with what it issued. */
  readonly each?: (context: ProtocolContext, issued: readonly IssuedCommand[]) => void;
}

export interface Stepwise {
  readonly status: ProtocolStatus;
  readonly issued: readonly IssuedCommand[];
}

const MOST_STEPS = 3_000;

/** Like `drive`, for tests that look into each step, hold a command back or answer for the model. */
export function runStepwise(model: ModelCluster, options: StepwiseOptions): Stepwise {
  const { hold, answer, each } = options;
  let taken = step(initialState(model.spec), { type: 'run.started', atMs: model.nowMs });
  const queue = [...taken.issued];
  const issued = [...taken.issued];
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const free = queue.findIndex((one) => hold?.(one, model) !== true);
    const [next] = queue.splice(Math.max(free, 0), 1);
    if (next === undefined || statusOf(taken.state).kind === 'ready') {
      return { status: statusOf(taken.state), issued };
    }
    const report = answer?.(next, model) ?? model.execute(next);
    taken = step(taken.state, { type: 'command.settled', atMs: model.nowMs, commandId: next.id, report });
    queue.push(...taken.issued);
    issued.push(...taken.issued);
    each?.(contextOf(taken.state), taken.issued);
  }
  throw new Error(`does not settle in ${MOST_STEPS} steps`);
}

export function failedAt(host: string, outcome: 'failed' | 'unknown'): CommandReport {
  const cls = outcome === 'failed' ? 'other' : 'answer-lost';
  return { outcome, failure: { class: cls, host, tried: 'kubeadm', seen: '' }, facts: { kind: 'none' } };
}
