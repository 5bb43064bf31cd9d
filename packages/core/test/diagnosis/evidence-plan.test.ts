import { describe, expect, test } from 'vitest';
import type { PlacedStep, StepOutcomes } from '../../src/commands/step-plan.js';
import { describeStep } from '../../src/commands/describe-step.js';
import { MAX_EVIDENCE_CHARACTERS } from '../../src/diagnosis/evidence.js';
import { evidencePlan, hostsConcerned } from '../../src/diagnosis/evidence-plan.js';
import { masker } from '../../src/diagnosis/mask/masker.js';
import { readEvidence } from '../../src/diagnosis/read-evidence.js';
import type { StepOutcome } from '../../src/steps/step-outcome.js';
import { sampleSpec } from '../commands/sample-cluster.js';

const spec = sampleSpec();
const plan = evidencePlan({ spec });
const steps = plan.stages.flatMap((stage) => stage.steps);

/** What each program may be asked for here. None of these changes anything. */
const HARMLESS: Readonly<Record<string, RegExp>> = {
  crictl: /^ps -a$/,
  curl: /^-/,
  date: /^\+%s%3N$/,
  df: /^-P -k /,
  etcdctl: / (member list|endpoint status|alarm list)$/,
  find: /^(?!.* -(delete|ok|fprint|fls)\b)(?!.* -exec (?!tail -n \d+ \{\} \+$))/,
  grep: /^-rsE /,
  haproxy: /^-c -f /,
  head: /^-n \d+ /,
  hostname: /^$/,
  ip: /^-4 -o addr show$/,
  journalctl: /^--no-pager --output=short-iso --lines=\d+ (?!.*(vacuum|rotate|flush))/,
  kubectl: / get /,
  nginx: /^-t$/,
  openssl: /^x509 -in \S+ -noout (-dates|-fingerprint -sha256)$/,
  ss: /^-Hltnp$/,
  systemctl: /^status /,
  tail: /^-n \d+ /,
  timedatectl: /^show /,
  which: /^\S+$/,
};

describe('evidence', () => {
  test('is asked for at once, and no answer is needed for another', () => {
    expect(plan.stages.map(({ mode }) => mode)).toEqual(['continue']);
    expect(steps.every(({ when }) => when === undefined)).toBe(true);
    expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length);
  });

  test('has a limit in time for each step', () => {
    for (const { step } of steps) expect(step.timeoutMs).toBeLessThanOrEqual(10_000);
  });

  test('is looked for without changing anything', () => {
    for (const { step } of steps) {
      if (step.kind === 'run') {
        const [program, ...args] = step.argv;
        expect(HARMLESS[program], describeStep(step)).toBeDefined();
        expect(args.join(' '), program).toMatch(HARMLESS[program] ?? /$^/);
        expect(step.stdin).toBeUndefined();
      } else expect(['read-file', 'probe-tcp']).toContain(step.kind);
    }
  });

  test('is never logged before it has been masked, and no step names a secret', () => {
    const mask = masker();
    for (const { step } of steps) {
      const line = describeStep(step);
      expect(mask(line)).toBe(line);
      if (step.kind === 'run' || step.kind === 'read-file') expect(step.sensitive, line).toBe(true);
    }
  });

  test('comes from the host of the command, every master and the load balancer', () => {
    const worker = spec.hosts.find(({ role }) => role === 'worker')?.name ?? '';
    const masters = spec.hosts.filter(({ role }) => role === 'control-plane').map(({ name }) => name);
    const concerned = hostsConcerned(spec, { kind: 'join-worker', host: worker });
    expect(concerned[0]).toBe(worker);
    for (const name of masters) expect(concerned).toContain(name);
    expect(
      concerned.filter((name) => spec.hosts.find((host) => host.name === name)?.role === 'worker'),
    ).toEqual([worker]);
  });

  test('of a join probes only the ways from and to the newcomer', () => {
    const masters = spec.hosts.filter(({ role }) => role === 'control-plane');
    const newcomer = masters[1];
    const probes = evidencePlan({ spec, command: { kind: 'join-control-plane', host: newcomer?.name ?? '' } })
      .stages.flatMap((stage) => stage.steps)
      .filter(({ key }) => key.includes('/paths '))
      .filter(({ host }) => masters.some(({ name }) => name === host) && host !== newcomer?.name);
    expect(probes.length).toBeGreaterThan(0);
    for (const { step } of probes)
      expect(step.kind === 'probe-tcp' ? step.address : '').toBe(newcomer?.advertiseAddress);
  });
});

describe('what was answered', () => {
  const read = (outcomeOf: (placed: PlacedStep) => StepOutcome | undefined) => {
    const outcomes: StepOutcomes = new Map(
      steps.flatMap((placed) => {
        const outcome = outcomeOf(placed);
        return outcome === undefined ? [] : [[placed.key, outcome] as const];
      }),
    );
    return readEvidence({ spec, plan, outcomes, mask: masker(), collectedAtMs: 0 });
  };
  const answered = (stdout: string, stderr = ''): StepOutcome => ({
    kind: 'succeeded',
    stdout,
    stderr,
    tookMs: 1,
  });

  test('is masked before it is cut, and cut at the beginning of a line', () => {
    const line = `token abcdef.0123456789abcdef ${'x'.repeat(70)}\n`;
    const { items } = read(() => answered(line.repeat(700)));
    for (const { text } of items) {
      expect(text.length).toBeLessThanOrEqual(MAX_EVIDENCE_CHARACTERS);
      expect(text).not.toContain('0123456789abcdef');
      expect(text.startsWith('token <bootstrap token>')).toBe(true);
    }
  });

  test('says of silence whether the host or the program was silent', () => {
    const unreachable: StepOutcome = {
      kind: 'failed',
      cause: { kind: 'unreachable', detail: 'no route to host' },
      stdout: '',
      stderr: '',
      tookMs: 1,
    };
    const exit: StepOutcome = { ...unreachable, cause: { kind: 'exit', code: 3 } };
    expect(read(() => unreachable).items[0]?.outcome).toEqual({
      kind: 'no-answer',
      detail: 'unreachable: no route to host',
    });
    expect(read(() => exit).items[0]?.outcome).toEqual({ kind: 'failed', detail: 'exit 3' });
    expect(read(() => undefined).items).toEqual([]);
  });

  test('is plain JSON', () => {
    const evidence = read(() => answered('x', 'y'));
    expect(JSON.parse(JSON.stringify(evidence))).toEqual(evidence);
    expect(evidence.items[0]?.text).toBe('x\ny');
  });
});
