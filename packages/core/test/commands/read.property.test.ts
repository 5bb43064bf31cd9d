import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { Command } from '../../src/commands/command.js';
import { mutates } from '../../src/commands/describe.js';
import { lower } from '../../src/commands/lower.js';
import { read } from '../../src/commands/read.js';
import type { StepFailureCause, StepOutcome } from '../../src/steps/step-outcome.js';
import { fixture } from '../fixtures/fixture.js';
import { execute } from './outcomes.js';
import { CERTIFICATE_KEY, SAMPLE_COMMANDS, TOKEN, sampleContext } from './sample-cluster.js';

const anyCommand = fc.constantFrom<Command>(...Object.values(SAMPLE_COMMANDS));
const anyText = fc.oneof(
  fc.string(),
  fc.json(),
  fc.constantFrom(
    TOKEN,
    CERTIFICATE_KEY,
    '/etc/kubernetes/admin.conf\n/etc/kubernetes/manifests/etcd.yaml\n',
    fixture('kubeadm-1.20/init.stdout'),
    fixture('kubeadm-1.20/token-list.stdout'),
    fixture('kubeadm-1.20/join-token-deleted.stderr'),
  ),
);
const output = { stdout: anyText, stderr: anyText, tookMs: fc.nat(10_000) };
const anyCause = fc.constantFrom<StepFailureCause>(
  { kind: 'exit', code: 1 },
  { kind: 'exit', code: 127 },
  { kind: 'signal', signal: 'SIGKILL' },
  { kind: 'unreachable', detail: 'no route to host' },
  { kind: 'absent', path: '/etc/machine-id' },
  { kind: 'io', detail: 'disk full' },
  { kind: 'tcp', reason: 'refused' },
);
const anyOutcome: fc.Arbitrary<StepOutcome> = fc.oneof(
  fc.record({ kind: fc.constant('succeeded' as const), ...output }),
  fc.record({ kind: fc.constant('failed' as const), cause: anyCause, ...output }),
  fc.record({
    kind: fc.constant('unknown' as const),
    cause: fc.constantFrom(
      'connection-lost' as const,
      'timed-out' as const,
      'aborted' as const,
      'restarted' as const,
    ),
    ...output,
  }),
);

const NOTHING: StepOutcome = { kind: 'succeeded', stdout: '', stderr: '', tookMs: 0 };

function readWith(command: Command, answers: readonly StepOutcome[]) {
  const context = sampleContext();
  const plan = lower(command, context);
  let next = 0;
  const outcomes = execute(plan, () => answers[next++ % answers.length] ?? NOTHING);
  return read(command, plan, outcomes, context);
}

const anyAnswers = fc.array(anyOutcome, { minLength: 1, maxLength: 8 });

test.prop([anyCommand, anyAnswers])('any command can be read from any outcomes', (command, answers) => {
  const { report } = readWith(command, answers);
  expect(report.failure === undefined).toBe(report.outcome === 'succeeded');
});

test.prop([anyCommand, anyAnswers])('a report is plain JSON', (command, answers) => {
  const { report } = readWith(command, answers);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test.prop([anyCommand, anyAnswers])(
  'a failure shows neither token nor certificate key',
  (command, answers) => {
    const visible = JSON.stringify(readWith(command, answers).report.failure ?? {});
    for (const secret of [TOKEN, CERTIFICATE_KEY, 'lmrozx.9vg9onmbzmevwtqa', '9aj78s.drbabd0jiix4mgjd']) {
      expect(visible).not.toContain(secret);
    }
  },
);

test.prop([anyCommand, anyOutcome])(
  'a change whose every end was lost is never reported as certain success',
  (command, outcome) => {
    fc.pre(mutates(command));
    const silent: StepOutcome = {
      kind: 'unknown',
      cause: 'connection-lost',
      stdout: '',
      stderr: outcome.stderr,
      tookMs: 0,
    };
    expect(readWith(command, [silent]).report.outcome).not.toBe('succeeded');
  },
);
