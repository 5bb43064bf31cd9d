import { expect, it } from 'vitest';
import { initialContext } from '../../src/protocol/context.js';
import { planWorker } from '../../src/protocol/worker-plan.js';
import { fitObservation } from '../decisions/fit-cluster.js';
import { specOf } from './spec-of.js';

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
