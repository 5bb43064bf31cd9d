import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { Command } from '../../src/commands/command.js';
import { lower } from '../../src/commands/lower.js';
import type { PlacedStep, StepPlan } from '../../src/commands/step-plan.js';
import { revealText } from '../../src/foundation/secret.js';
import { SAMPLE_COMMANDS, sampleContext } from './sample-cluster.js';

const anyCommand = fc.constantFrom<Command>(...Object.values(SAMPLE_COMMANDS));
const anyVersion = fc.integer({ min: 20, max: 36 }).map((minor) => `v1.${minor}.0`);
const digits = (alphabet: string, length: number) =>
  fc
    .array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length })
    .map((list) => list.join(''));
const tokenAlphabet = '0123456789abcdefghijklmnopqrstuvwxyz';
const anySecrets = fc.record({
  token: fc
    .tuple(digits(tokenAlphabet, 6), digits(tokenAlphabet, 16))
    .map(([id, secret]) => `${id}.${secret}`),
  certificateKey: digits('0123456789abcdef', 64),
});

function stepsOf(plan: StepPlan): readonly PlacedStep[] {
  return plan.stages.flatMap((stage) => stage.steps);
}

test.prop([anyCommand, anyVersion, anySecrets])(
  'no secret is in argv, in the environment or in a path',
  (command, kubernetesVersion, secrets) => {
    const plan = lower(command, sampleContext({ kubernetesVersion }, secrets));
    const visible = JSON.stringify(plan);
    expect(visible).not.toContain(secrets.certificateKey);
    expect(visible).not.toContain(secrets.token);
    expect(visible).not.toContain(secrets.token.split('.')[1]);
  },
);

test.prop([anyCommand, anyVersion, anySecrets])(
  'a file that holds a secret is for root only, and is removed whatever happens',
  (command, kubernetesVersion, secrets) => {
    const plan = lower(command, sampleContext({ kubernetesVersion }, secrets));
    for (const { host, step } of stepsOf(plan)) {
      if (step.kind !== 'write-file') continue;
      const content = revealText(step.content);
      if (!content.includes(secrets.token) && !content.includes(secrets.certificateKey)) continue;
      expect(step.mode).toBe(0o600);
      const removed = plan.stages
        .filter((stage) => stage.mode === 'cleanup')
        .flatMap((stage) => stage.steps)
        .some((one) => one.host === host && one.step.kind === 'remove-file' && one.step.path === step.path);
      expect(removed).toBe(true);
    }
  },
);

test.prop([anyCommand, anyVersion])('lowering is deterministic', (command, kubernetesVersion) => {
  const context = sampleContext({ kubernetesVersion });
  expect(lower(command, context)).toEqual(lower(command, context));
});

test.prop([anyCommand, anyVersion])('every step has a key of its own', (command, kubernetesVersion) => {
  const keys = stepsOf(lower(command, sampleContext({ kubernetesVersion }))).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

test.prop([anyCommand, anyVersion])(
  'a condition asks for steps of earlier stages only; what was printed, on the same host',
  (command, kubernetesVersion) => {
    const plan = lower(command, sampleContext({ kubernetesVersion }));
    plan.stages.forEach((stage, index) => {
      const earlier = plan.stages.slice(0, index).flatMap((one) => one.steps);
      for (const placed of stage.steps) {
        for (const condition of placed.when ?? []) {
          const keys = condition.kind === 'printed' ? [condition.key] : condition.keys;
          for (const key of keys) {
            const asked = earlier.filter((one) => one.key === key);
            expect(asked).toHaveLength(1);
            if (condition.kind === 'printed') expect(asked[0]?.host).toBe(placed.host);
          }
        }
      }
    });
  },
);
