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
import { printable } from '../render/printable.js';
import { span } from '../render/virtual-time.js';
import type { Terminal } from '../terminal.js';
import type { ClusterWorld } from '../world/cluster-world.js';
import { eitherSignal } from './either-signal.js';
import type { LastChange, StopReason } from './reset-stopped.js';
import { resetStopped } from './reset-stopped.js';

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
  const { terminal, lease } = run;
  const between = eitherSignal([terminal.signal, ...(lease === undefined ? [] : [lease.signal])]);
  try {
    return await untilDone(run, between.signal);
  } finally {
    between.unfollow();
  }
}

/** `between`: ends looks and pauses, which change nothing. */
async function untilDone(run: ResetRun, between: CancelSignal): Promise<number> {
  const { spec, plan, terminal, lease } = run;
  let [last, attempts] = ['', 0];
  let change: LastChange | undefined;
  for (;;) {
    if (isAborted(between)) return resetStopped(reasonOf(run), change, terminal);
    const observation = await look(run, between);
    if (isAborted(between)) return resetStopped(reasonOf(run), change, terminal);
    const step = nextResetStep(spec, observation, plan);
    if (step.kind === 'done') return EXIT.done;
    const what = step.kind === 'command' ? describe(step.command, spec) : step.verdict.subject;
    attempts = what === last ? attempts + 1 : 1;
    last = what;
    if (attempts > ATTEMPTS) return givenUp(what, step, change?.report, terminal);
    if (attempts > 1 || step.kind === 'refused') await pause(run, between);
    if (isAborted(between) || step.kind === 'refused') continue;
    if (lease?.mayChange() === false) return resetStopped('lease-lost', change, terminal);
    change = { what, report: await carryOut(run, step.command, what) };
  }
}

function look({ spec, world: { driver, clock } }: ResetRun, between: CancelSignal): Promise<Observation> {
  return observeCluster({ spec, driver, clock, signal: between });
}

async function pause({ world: { clock } }: ResetRun, between: CancelSignal): Promise<void> {
  const passed = clock.wait(BETWEEN_LOOKS_MS, { signal: between });
  clock.idle?.();
  await passed;
}

/** An interrupt lets it end: a host that is reset half-way is worse than either. A lease that is lost does not. */
async function carryOut(run: ResetRun, command: Command, what: string): Promise<CommandReport> {
  const { spec, world, terminal, lease } = run;
  terminal.err(`→ ${what}`);
  const startedMs = world.clock.nowMs();
  const context = { spec, secret: () => undefined, nowMs: startedMs };
  const steps = lower(command, context);
  const { driver, clock } = world;
  const tellStopping = (): void => {
    terminal.err(`stops as soon as this has ended: ${what} (interrupted again: at once)`);
  };
  terminal.signal.addEventListener('abort', tellStopping, { once: true });
  const hands = { driver, clock, ...(lease === undefined ? {} : { signal: lease.signal }) };
  const outcomes = await runPlan(steps, hands);
  terminal.signal.removeEventListener('abort', tellStopping);
  const { report } = read(command, steps, outcomes, context);
  const took = span(clock.nowMs() - startedMs);
  if (report.outcome === 'succeeded') terminal.err(`✓ ${what} (${took})`);
  else terminal.err(`${report.outcome === 'failed' ? '✗' : '?'} ${what} (${took}): ${seenOf(report)}`);
  return report;
}

function seenOf({ failure }: CommandReport): string {
  return failure === undefined
    ? 'no answer'
    : `${failure.class} on ${failure.host}: ${printable(failure.seen)}`;
}

function givenUp(
  what: string,
  step: ResetStep,
  report: CommandReport | undefined,
  terminal: Terminal,
): number {
  terminal.err(`given up: ${what} did not take in ${ATTEMPTS} attempts`);
  if (step.kind === 'refused')
    for (const one of refusals(step.verdict))
      terminal.err(`  refused: ${one.id}: ${printable(one.evidence)}`);
  else if (report?.failure !== undefined) {
    terminal.err(`  tried on ${report.failure.host}: ${report.failure.tried}`);
    terminal.err(`  seen: ${printable(report.failure.seen)}`);
  }
  if (report === undefined) terminal.err('nothing was changed');
  else
    terminal.err('what is done stays done; quorate status shows what is left, and reset goes on from there');
  if (report === undefined) return EXIT.refused;
  return report.outcome === 'unknown' ? EXIT.outcomeUnknown : EXIT.failed;
}

function reasonOf({ lease }: ResetRun): StopReason {
  return lease?.signal.aborted === true ? 'lease-lost' : 'interrupted';
}

/** Asked anew each time: it may come while something is waited for. */
function isAborted({ aborted }: CancelSignal): boolean {
  return aborted;
}
