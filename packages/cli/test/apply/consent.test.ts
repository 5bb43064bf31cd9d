import type { Plan, PlanStep } from '@quorate/sim-driver/plan';
import { expect, test } from 'vitest';
import { consentQuestion } from '../../src/apply/consent.js';

const nobody = { voters: 0, learners: 0, healthy: 0, quorum: 0, mayFail: 0 };
const step: PlanStep = {
  ...{ number: 1, kind: 'join-control-plane', action: 'create', hosts: ['master2'], title: 'join master2' },
  etcd: { before: nobody, during: nobody, after: nobody },
  ...{ startsAtMs: 0, durationMs: 1, outcome: 'succeeded', waitsFor: [] },
};
const ready: Plan['end'] = { kind: 'ready' };
const blocked: Plan['end'] = {
  ...{ kind: 'blocked', atMs: 1 },
  reason: { code: 'quorum-lost', summary: 'etcd has no quorum', evidence: [], remedies: [] },
};

test.each([
  ['nothing to do', [], ready, undefined],
  ['steps to ready', [step], ready, /^Do this\? Only "yes" is a yes: $/],
  ['nothing to do as long as it is blocked', [], blocked, /^Wait until the reason is gone, and then do/],
  ['steps until it is blocked', [step], blocked, /^Do this, and go on by itself when the reason is gone/],
])('a plan with %s wants consent to all that the run would do', (_what, steps, end, question) => {
  const asked = consentQuestion({ steps, end });
  if (question === undefined) expect(asked).toBeUndefined();
  else expect(asked).toMatch(question);
});

test('no line of a question is wider than a screen', () => {
  for (const steps of [[], [step]])
    for (const line of consentQuestion({ steps, end: blocked })?.split('\n') ?? [])
      expect(line.length).toBeLessThanOrEqual(80);
});
