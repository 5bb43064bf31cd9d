import { expect, it } from 'vitest';
import { listTokens } from '../../src/kubernetes/inspect.js';
import { cluster, run as typed, step } from '../faults/laboratory.js';
import { mutations, run } from '../support/run.js';

it('a run over a complete cluster leaves the certificates that a person has just uploaded', async () => {
  const simulation = await cluster();
  const upload = ['kubeadm', 'init', 'phase', 'upload-certs', '--upload-certs'] as const;
  expect((await step(simulation, 'master1', typed([...upload]))).kind).toBe('succeeded');
  const uploaded = listTokens(simulation.world)?.map(({ id }) => id) ?? [];
  expect(uploaded).toHaveLength(1);
  const { result, events } = await run(simulation);
  expect(result).toMatchObject({ status: 'ready', changes: 0 });
  expect(mutations(events)).toEqual([]);
  expect(listTokens(simulation.world)?.map(({ id }) => id)).toEqual(uploaded);
});
