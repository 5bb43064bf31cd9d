import { expect, it } from 'vitest';
import type { PlacedStep } from '../../src/commands/step-plan.js';
import { isDue } from '../../src/commands/step-plan.js';
import { exited, succeeded } from './outcomes.js';

const step = { kind: 'read-file', path: '/etc/machine-id', timeoutMs: 1 } as const;
const always: PlacedStep = { key: 'm1/a', host: 'm1', step };
const onlyWithAdmin: PlacedStep = {
  ...always,
  when: [{ kind: 'printed', key: 'm1/files', line: '/etc/kubernetes/admin.conf' }],
};

it('is due without a condition', () => {
  expect(isDue(always, new Map())).toBe(true);
});

it('is due when the whole line was printed, whatever the exit code', () => {
  const stdout = '/etc/kubernetes/admin.conf\n/etc/kubernetes/kubelet.conf\n';
  expect(isDue(onlyWithAdmin, new Map([['m1/files', succeeded({ stdout })]]))).toBe(true);
  expect(isDue(onlyWithAdmin, new Map([['m1/files', exited(1, { stdout })]]))).toBe(true);
});

it('is not due when only part of the line was printed, or nothing was seen', () => {
  const stdout = '/etc/kubernetes/admin.conf.bak\n';
  expect(isDue(onlyWithAdmin, new Map([['m1/files', succeeded({ stdout })]]))).toBe(false);
  expect(isDue(onlyWithAdmin, new Map())).toBe(false);
});
