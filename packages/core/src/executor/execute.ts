import { describeStep } from '../commands/describe-step.js';
import { describe, mutates } from '../commands/describe.js';
import { lower } from '../commands/lower.js';
import type { LoweringContext } from '../commands/lowering-context.js';
import { read } from '../commands/read.js';
import type { CommandReport } from '../commands/report.js';
import type { PlacedStep } from '../commands/step-plan.js';
import { invariant } from '../foundation/invariant.js';
import type { IssuedCommand } from '../protocol/context.js';
import type { ProtocolEvent } from '../protocol/events.js';
import type { ProtocolState, ProtocolStatus } from '../protocol/stepper.js';
import { activePaths, contextOf, initialState, statusOf, step } from '../protocol/stepper.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { StepOutcome } from '../steps/step-outcome.js';
import type { CancelSignal, Clock, Driver } from './driver.js';
import type { ExecutionEvent, RunResult } from './execution-event.js';
import { Inbox } from './inbox.js';
import type { Journal, JournalEntry } from './journal.js';
import { issuedEntry, JOURNAL_VERSION, MemoryJournal } from './journal.js';
import { lostReport, replayJournal } from './resume.js';
import { RunningCommand } from './running-command.js';
import { Vault } from './vault.js';

export interface ExecuteOptions {
  readonly spec: ClusterSpec;
  readonly driver: Driver;
  readonly clock: Clock;
  readonly signal?: CancelSignal;
  /** Default: in memory, thrown away. */
  readonly journal?: Journal;
  /** Entries of an earlier run of the same spec: go on from there. What was in flight counts as unknown. */
  readonly resumeFrom?: readonly JournalEntry[];
  readonly onEvent?: (event: ExecutionEvent) => void;
}

type Arrival =
  | {
      readonly kind: 'step';
      readonly running: RunningCommand;
      readonly placed: PlacedStep;
      readonly outcome: StepOutcome;
    }
  | { readonly kind: 'waited'; readonly issued: IssuedCommand }
  | { readonly kind: 'aborted' };

/**
 * The only loop: runs the machine's commands on the driver and feeds their outcomes back.
 * It journals each event before it acts on it, and everything it does is driven by one inbox, so that nothing happens
 * between two awaits that the journal does not know.
 */
export async function execute(options: ExecuteOptions): Promise<RunResult> {
  const execution = new Execution(options);
  return execution.run();
}

const NEVER: CancelSignal = {
  aborted: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
};

class Execution {
  readonly #options: ExecuteOptions;
  readonly #signal: CancelSignal;
  readonly #journal: Journal;
  readonly #vault = new Vault();
  readonly #inbox = new Inbox<Arrival>();
  readonly #running = new Map<string, RunningCommand>();
  readonly #startedMs: number;
  #state: ProtocolState;
  #status: ProtocolStatus = { kind: 'working' };
  #paths: readonly string[] = [];
  #blocked = false;
  #changes = 0;

  constructor(options: ExecuteOptions) {
    this.#options = options;
    this.#signal = options.signal ?? NEVER;
    this.#journal = options.journal ?? new MemoryJournal();
    this.#state = initialState(options.spec);
    this.#startedMs = options.clock.nowMs();
  }

  async run(): Promise<RunResult> {
    const onAbort = (): void => {
      this.#inbox.push({ kind: 'aborted' });
    };
    if (this.#signal.aborted) onAbort();
    else this.#signal.addEventListener('abort', onAbort, { once: true });
    try {
      await this.#open();
      for (;;) {
        const result = this.#result();
        if (result !== undefined) {
          this.#emit(() => ({ type: 'run.ended', atMs: this.#now(), result }));
          return result;
        }
        if (this.#inbox.empty) {
          this.#options.clock.idle?.();
          await this.#inbox.filled();
        }
        const arrival = this.#inbox.take();
        // Most arrivals are steps with siblings still under way: nothing was started, so there is nothing to wait for.
        const work = arrival === undefined ? undefined : this.#handle(arrival);
        if (work !== undefined) await work;
      }
    } finally {
      this.#signal.removeEventListener('abort', onAbort);
    }
  }

  async #open(): Promise<void> {
    const { resumeFrom, spec } = this.#options;
    if (resumeFrom === undefined || resumeFrom.length === 0) {
      await this.#journal.append({ kind: 'opened', version: JOURNAL_VERSION, atMs: this.#now(), spec });
      await this.#feed({ type: 'run.started', atMs: this.#now() });
      return;
    }
    const resumed = replayJournal(resumeFrom);
    this.#state = resumed.state;
    for (const entry of resumeFrom) await this.#journal.append(entry);
    this.#announceState();
    if (contextOf(resumed.state).commandsIssued === 0) {
      await this.#feed({ type: 'run.started', atMs: this.#now() });
      return;
    }
    await this.#feed({ type: 'run.resumed', atMs: this.#now() });
    for (const issued of resumed.inFlight) {
      await this.#feed({
        type: 'command.settled',
        atMs: this.#now(),
        commandId: issued.id,
        report: lostReport(issued),
      });
    }
  }

  #handle(arrival: Arrival): Promise<void> | undefined {
    switch (arrival.kind) {
      case 'aborted':
        return this.#feed({ type: 'run.aborted', atMs: this.#now() });
      case 'waited':
        return this.#settled(arrival.issued, { outcome: 'succeeded', facts: { kind: 'none' } });
      case 'step': {
        const { running, placed, outcome } = arrival;
        running.settle(placed.key, outcome);
        this.#emit(() => ({
          type: 'step.settled',
          atMs: this.#now(),
          id: running.issued.id,
          host: placed.host,
          line: describeStep(placed.step),
          outcome: outcome.kind,
          tookMs: outcome.tookMs,
        }));
        const steps = running.next();
        return steps === undefined ? undefined : this.#advance(running, steps);
      }
    }
  }

  /** Starts the next stage of a command; when there is none, reads what it came to. */
  async #advance(running: RunningCommand, steps: readonly PlacedStep[]): Promise<void> {
    if (steps.length > 0) {
      for (const placed of steps) this.#start(running, placed);
      return;
    }
    this.#running.delete(running.issued.id);
    const reading = read(running.command, running.plan, running.outcomes, this.#lowering(running.issued));
    this.#vault.put(reading.secrets);
    await this.#settled(running.issued, reading.report);
  }

  #start(running: RunningCommand, placed: PlacedStep): void {
    this.#emit(() => ({
      type: 'step.started',
      atMs: this.#now(),
      id: running.issued.id,
      host: placed.host,
      line: describeStep(placed.step),
    }));
    this.#options.driver.run(placed.host, placed.step, { signal: this.#signal }).then(
      (outcome) => {
        this.#inbox.push({ kind: 'step', running, placed, outcome });
      },
      (error: unknown) => {
        // A driver that throws has broken its contract; what it did is not known.
        const outcome: StepOutcome = {
          kind: 'unknown',
          cause: 'connection-lost',
          stdout: '',
          stderr: `driver failed: ${error instanceof Error ? error.message : String(error)}`,
          tookMs: 0,
        };
        this.#inbox.push({ kind: 'step', running, placed, outcome });
      },
    );
  }

  async #settled(issued: IssuedCommand, report: CommandReport): Promise<void> {
    const { command } = issued;
    if (mutates(command)) this.#changes += 1;
    this.#emit(() => ({
      type: 'command.settled',
      atMs: this.#now(),
      id: issued.id,
      command,
      title: describe(command, this.#options.spec),
      report,
    }));
    await this.#feed({ type: 'command.settled', atMs: this.#now(), commandId: issued.id, report });
  }

  /** Journals the event, then lets the machine act on it, then starts what it issued. */
  async #feed(event: ProtocolEvent): Promise<void> {
    await this.#journal.append({ kind: 'event', event });
    const taken = step(this.#state, event);
    if (taken.ignored && event.type === 'command.settled') {
      const id = event.commandId;
      this.#emit(() => ({ type: 'event.ignored', atMs: this.#now(), id }));
    }
    this.#state = taken.state;
    this.#announceState();
    for (const issued of taken.issued) await this.#issue(issued);
  }

  async #issue(issued: IssuedCommand): Promise<void> {
    await this.#journal.append(issuedEntry(issued));
    const { command, permit } = issued;
    this.#emit(() => ({
      type: 'command.issued',
      atMs: this.#now(),
      id: issued.id,
      command,
      title: describe(command, this.#options.spec),
      mutates: mutates(command),
      ...(permit === undefined ? {} : { permit }),
    }));
    if (command.kind === 'wait') {
      void this.#options.clock.wait(command.ms, { signal: this.#signal }).then(() => {
        this.#inbox.push({ kind: 'waited', issued });
      });
      return;
    }
    const running = new RunningCommand(issued, lower(command, this.#lowering(issued)));
    this.#running.set(issued.id, running);
    const steps = running.next();
    invariant(steps !== undefined, 'a command that begins has no step under way', issued.id);
    await this.#advance(running, steps);
  }

  #lowering(issued: IssuedCommand): LoweringContext {
    const { token } = contextOf(this.#state).credentials;
    return {
      spec: this.#options.spec,
      secret: (name) => this.#vault.get(name),
      nowMs: issued.issuedAtMs,
      ...(token === null ? {} : { caCertHash: token.caCertHash }),
    };
  }

  #announceState(): void {
    const paths = activePaths(this.#state);
    const entered = paths.filter((path) => !this.#paths.includes(path));
    this.#paths = paths;
    if (entered.length > 0) this.#emit(() => ({ type: 'state.entered', atMs: this.#now(), states: entered }));
    const status = statusOf(this.#state);
    this.#status = status;
    if (status.kind === 'blocked' && !this.#blocked) {
      this.#blocked = true;
      const { reason } = status;
      this.#emit(() => ({ type: 'run.blocked', atMs: this.#now(), reason }));
    } else if ((status.kind === 'working' || status.kind === 'ready') && this.#blocked) {
      this.#blocked = false;
      this.#emit(() => ({ type: 'run.unblocked', atMs: this.#now() }));
    }
  }

  #result(): RunResult | undefined {
    const status = this.#status;
    if (status.kind === 'working' && this.#running.size > 0) return undefined;
    const totals = { changes: this.#changes, tookMs: this.#now() - this.#startedMs };
    switch (status.kind) {
      case 'ready': {
        const verdict = contextOf(this.#state).done;
        invariant(verdict !== null, 'ready comes with its verdict');
        return { status: 'ready', verdict, ...totals };
      }
      case 'aborted':
        return { status: 'aborted', inFlight: this.#inFlightTitles(), ...totals };
      case 'blocked':
        return status.standing ? undefined : { status: 'blocked', reason: status.reason, ...totals };
      case 'working':
        invariant(
          Object.keys(contextOf(this.#state).inFlight).length > 0 || !this.#inbox.empty,
          'a run that is not settled waits for something',
          this.#paths,
        );
        return undefined;
    }
  }

  #inFlightTitles(): readonly string[] {
    const { inFlight } = contextOf(this.#state);
    return Object.values(inFlight).map((issued) => describe(issued.command, this.#options.spec));
  }

  /** Events are made for a listener only: most runs of a simulation have none, and the lines of steps are not free. */
  #emit(event: () => ExecutionEvent): void {
    this.#options.onEvent?.(event());
  }

  #now(): number {
    return this.#options.clock.nowMs();
  }
}
