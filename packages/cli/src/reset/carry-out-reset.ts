import type {
  CancelSignal,
  ClusterSpec,
  CommandReport,
  LeaseInForce,
  Observation,
  ResetPlan,
  ResetStep,
} from '@quorate/core';
import { describe, lower, nextResetStep, observeCluster, read, refusals, runPlan } from '@quorate/core';
import { EXIT } from '../exit-code.js';
import { span } from '../render/virtual-time.js';
import type { Terminal } from '../terminal.js';
import type { ClusterWorld } from '../world/cluster-world.js';

/** A change that did not take is tried this often in all: right after another one etcd may refuse or lack its leader. */
const ATTEMPTS = 4;
const BETWEEN_LOOKS_MS = 3_000;

export interface ResetRun {
  readonly spec: ClusterSpec;
  readonly plan: ResetPlan;
  readonly world: ClusterWorld;
  readonly terminal: Terminal;
  /** Nobody else changes the cluster meanwhile; undefined: nobody knows. */
  readonly lease?: LeaseInForce;
}

type Command = Extract<ResetStep, { kind: 'command' }>['command'];

/** Looks, does the one thing that is due, and looks again, until nothing is. Says each change. Gives the exit code. */
export async function carryOutReset(run: ResetRun): Promise<number> {
  const { spec, plan, terminal } = run;
  let [last, attempts, changed] = ['', 0, false];
  let report: CommandReport | undefined;
  for (;;) {
    if (isInterrupted(run)) return interrupted(changed, terminal);
    const observation = await look(run);
    if (isInterrupted(run)) return interrupted(changed, terminal);
    const step = nextResetStep(spec, observation, plan);
    if (step.kind === 'done') return EXIT.done;
    const what = step.kind === 'command' ? describe(step.command, spec) : step.verdict.subject;
    attempts = what === last ? attempts + 1 : 1;
    last = what;
    if (attempts > ATTEMPTS) return givenUp(what, step, report, terminal);
    if (attempts > 1 || step.kind === 'refused') await pause(run);
    if (step.kind === 'refused') continue;
    if (run.lease?.mayChange() === false) return interrupted(changed, terminal);
    report = await carryOut(run, step.command, what);
    changed = true;
  }
}

function look(run: ResetRun): Promise<Observation> {
  const { spec, world } = run;
  return observeCluster({ spec, driver: world.driver, clock: world.clock, signal: signalOf(run) });
}

/** Ends what is under way: Ctrl-C, or the lease is lost. */
function signalOf({ terminal, lease }: ResetRun): CancelSignal {
  return lease?.signal ?? terminal.signal;
}

async function pause(run: ResetRun): Promise<void> {
  const { world } = run;
  const passed = world.clock.wait(BETWEEN_LOOKS_MS, { signal: signalOf(run) });
  world.clock.idle?.();
  await passed;
}

async function carryOut(run: ResetRun, command: Command, what: string): Promise<CommandReport> {
  const { spec, world, terminal } = run;
  terminal.err(`→ ${what}`);
  const startedMs = world.clock.nowMs();
  const context = { spec, secret: () => undefined, nowMs: startedMs };
  const steps = lower(command, context);
  const { driver, clock } = world;
  const outcomes = await runPlan(steps, { driver, clock, signal: signalOf(run) });
  const { report } = read(command, steps, outcomes, context);
  const took = span(clock.nowMs() - startedMs);
  if (report.outcome === 'succeeded') terminal.err(`✓ ${what} (${took})`);
  else terminal.err(`${report.outcome === 'failed' ? '✗' : '?'} ${what} (${took}): ${seenOf(report)}`);
  return report;
}

function seenOf({ failure }: CommandReport): string {
  return failure === undefined ? 'no answer' : `${failure.class} on ${failure.host}: ${failure.seen}`;
}

function givenUp(
  what: string,
  step: ResetStep,
  report: CommandReport | undefined,
  terminal: Terminal,
): number {
  terminal.err(`given up: ${what} did not take in ${ATTEMPTS} attempts`);
  if (step.kind === 'refused')
    for (const one of refusals(step.verdict)) terminal.err(`  refused: ${one.id}: ${one.evidence}`);
  else if (report?.failure !== undefined) {
    terminal.err(`  tried on ${report.failure.host}: ${report.failure.tried}`);
    terminal.err(`  seen: ${report.failure.seen}`);
  }
  if (report === undefined) terminal.err('nothing was changed');
  else
    terminal.err('what is done stays done; quorate status shows what is left, and reset goes on from there');
  if (report === undefined) return EXIT.refused;
  return report.outcome === 'unknown' ? EXIT.outcomeUnknown : EXIT.failed;
}

/** Asked anew each time: the user may interrupt while something is waited for. */
function isInterrupted(run: ResetRun): boolean {
  return signalOf(run).aborted;
}

function interrupted(changed: boolean, terminal: Terminal): number {
  terminal.err(
    changed
      ? 'interrupted: the last change may have had its effect or not; reset looks first when it is started again'
      : 'interrupted; nothing was changed',
  );
  return EXIT.interrupted;
}
