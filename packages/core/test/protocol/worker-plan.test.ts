import { expect, it } from 'vitest';
import { initialContext } from '../../src/protocol/context.js';
import { planWorker } from '../../src/protocol/worker-plan.js';
import { fitObservation } from '../decisions/fit-cluster.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import { runStepwise } from './stepwise.js';

it('a worker is planned once in each context, and anew in the next', () => {
  const spec = specOf(1, 2);
  const [first, second] = spec.hosts.filter(({ role }) => role === 'worker');
  if (first === undefined || second === undefined) throw new Error('there are two workers');
  const context = { ...initialContext({ spec }), observation: fitObservation(spec) };
  const plan = planWorker(context, first);
  expect(planWorker(context, first)).toBe(plan);
  expect(planWorker({ ...context }, first)).toEqual(plan);
  expect(planWorker({ ...context }, first)).not.toBe(plan);

  const blind = { ...context, observation: null };
  expect(planWorker(blind, first)).toMatchObject({ command: { kind: 'observe', newcomer: first.name } });
  expect(planWorker(blind, second)).toMatchObject({ command: { kind: 'observe', newcomer: second.name } });
});

it('whose joins succeed and come to nothing says so, although nothing has failed', () => {
  const run = runStepwise(new ModelCluster(specOf(1, 1)), {
    answer: ({ command }) =>
      command.kind === 'join-worker' ? { outcome: 'succeeded', facts: { kind: 'none' } } : undefined,
  });
  expect(run.status).toMatchObject({
    kind: 'blocked',
    reason: {
      code: 'worker-budget-spent',
      evidence: [
        {
          id: 'every-node-present',
          holds: 'no',
          evidence: 'node1: its join was begun 3 times, and it is no node',
        },
      ],
    },
  });
});
