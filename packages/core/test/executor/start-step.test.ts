import { expect, it } from 'vitest';
import type { Driver, StepOutcome } from '../../src/index.js';
import { startStep } from '../../src/executor/start-step.js';

const placed = {
  key: 'master1/look',
  host: 'master1',
  step: { kind: 'probe-tcp', address: '192.168.56.2', port: 6443, timeoutMs: 1_000 },
} as const;

const broken: readonly (readonly [string, Driver])[] = [
  ['rejects', { run: () => Promise.reject(new Error('socket hung up')) }],
  [
    'throws before there is anything to wait for',
    {
      run: () => {
        throw new Error('socket hung up');
      },
    },
  ],
];

it.each(broken)('does not know what became of a step whose driver %s', async (_how, driver) => {
  const outcome = await new Promise<StepOutcome>((resolve) => {
    startStep(driver, placed, { signal: new AbortController().signal }, resolve);
  });
  expect(outcome).toMatchObject({ kind: 'unknown', stderr: 'driver failed: socket hung up' });
});
