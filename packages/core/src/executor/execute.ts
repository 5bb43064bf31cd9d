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
import type { StepOutcome } from '../steps/step-outcome.js';
import { Cancellation } from './cancellation.js';
import type { CancelSignal, RunOptions } from './driver.js';
import type { ExecuteOptions } from './execute-options.js';
import type { RunResult } from './execution-event.js';
import { Inbox } from './inbox.js';
import type { Journal, JournalEntry } from './journal.js';
import { issuedEntry, JOURNAL_VERSION, JournalWriteError } from './journal.js';
import { NEVER_CANCELLED } from './never-cancelled.js';
import { NO_JOURNAL } from './no-journal.js';
import { lostReport, replayJournal } from './resume.js';
import { RunningCommand } from './running-command.js';
import { startStep } from './start-step.js';
import { Vault } from './vault.js';

type Arrival =
  | {
      readonly kind: 'step';
      readonly running: RunningCommand;
      readonly placed: PlacedStep;
      /** As `describeStep` says it; empty where nobody listens. */
      readonly line: string;
      readonly outcome: StepOutcome;
    }
  | { readonly kind: 'waited'; readonly issued: IssuedCommand }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'stopping' };

/**
 * The only loop: runs the machine's commands on the driver and feeds their outcomes back.
 * It journals each event before it acts on it, and everything it does is driven by one inbox, so that nothing happens
 * between two awaits that the journal does not know.
 */
export async function execute(options: ExecuteOptions): Promise<RunResult> {
  const execution = new Execution(options);
  return execution.run();
}

class Execution {
  /** `onEvent?.(…)`: events are made for a listener only. Most runs of a simulation have none, and they are not free. */
  readonly #options: ExecuteOptions;
  /** The caller's, for all steps: one listener there, however many of them run at a time. */
  readonly #signal = new Cancellation();
  readonly #cancelled: RunOptions = { signal: this.#signal };
  readonly #stop: CancelSignal;
  readonly #journal: Journal;
  readonly #vault = new Vault();
  readonly #inbox = new Inbox<Arrival>();
  readonly #running = new Map<string, RunningCommand>();
  readonly #startedMs: number;
  #state: ProtocolState;
  #status: ProtocolStatus = { kind: 'working' };
  /** Those that a listener knows of. */
  #paths: readonly string[] = [];
  #blocked = false;
  #changes = 0;
  #stopping = false;
  #aborting = false;
  #journalFailure: string | undefined;
  /** Titles of commands whose end could not be written any more. */
  readonly #unwritten: string[] = [];

  constructor(options: ExecuteOptions) {
    this.#options = options;
    this.#stop = options.stop ?? NEVER_CANCELLED;
    this.#journal = options.journal ?? NO_JOURNAL;
    this.#state = initialState(options.spec);
    this.#startedMs = options.clock.nowMs();
  }

  async run(): Promise<RunResult> {
    const onAbort = (): void => {
      this.#inbox.push({ kind: 'aborted' });
    };
    this.#signal.addEventListener('abort', onAbort);
    const unfollow = this.#signal.follow(this.#options.signal ?? NEVER_CANCELLED);
    const onStop = (): void => {
      this.#inbox.push({ kind: 'stopping' });
    };
    if (this.#stop.aborted) onStop();
    else this.#stop.addEventListener('abort', onStop, { once: true });
    try {
      await this.#open();
      for (;;) {
        const result = this.#result();
        if (result !== undefined) {
          this.#options.onEvent?.({ type: 'run.ended', atMs: this.#now(), result });
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
    } catch (error) {
      // A listener or a journal has thrown: nobody is left to hear how the steps under way end.
      this.#signal.cancel();
      throw error;
    } finally {
      this.#signal.removeEventListener('abort', onAbort);
      // Looks that are still under way go on listening: whoever began the run ends them.
      if (this.#running.size === 0 || this.#signal.aborted) unfollow();
      this.#stop.removeEventListener('abort', onStop);
    }
  }

  async #open(): Promise<void> {
    const { resumeFrom, spec } = this.#options;
    if (resumeFrom === undefined || resumeFrom.length === 0) {
      await this.#write({ kind: 'opened', version: JOURNAL_VERSION, atMs: this.#now(), spec });
      await this.#feed({ type: 'run.started', atMs: this.#now() });
      return;
    }
    const resumed = replayJournal(resumeFrom);
    this.#state = resumed.state;
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
        this.#aborting = true;
        return this.#feed({ type: 'run.aborted', atMs: this.#now() });
      case 'stopping':
        return this.#stopInOrder();
      case 'waited':
        return this.#settled(arrival.issued, { outcome: 'succeeded', facts: { kind: 'none' } });
      case 'step': {
        const { running, placed, line, outcome } = arrival;
        running.settle(placed.key, outcome);
        this.#options.onEvent?.({
          type: 'step.settled',
          atMs: this.#now(),
          id: running.issued.id,
          host: placed.host,
          line,
          outcome: outcome.kind,
          tookMs: outcome.tookMs,
        });
        const steps = running.next();
        return steps === undefined ? undefined : this.#advance(running, steps);
      }
    }
  }

  /** Starts the next stage of a command; when there is none, reads what it came to. */
  #advance(running: RunningCommand, steps: readonly PlacedStep[]): Promise<void> | undefined {
    if (steps.length > 0) {
      for (const placed of steps) this.#start(running, placed);
      return undefined;
    }
    this.#running.delete(running.issued.id);
    const reading = read(running.command, running.plan, running.outcomes, this.#lowering(running.issued));
    this.#vault.put(reading.secrets);
    return this.#settled(running.issued, reading.report);
  }

  #start(running: RunningCommand, placed: PlacedStep): void {
    if (mutates(running.command) && this.#isFenced()) return;
    const line = this.#options.onEvent === undefined ? '' : describeStep(placed.step);
    this.#options.onEvent?.({
      type: 'step.started',
      atMs: this.#now(),
      id: running.issued.id,
      host: placed.host,
      line,
    });
    startStep(this.#options.driver, placed, this.#cancelled, (outcome) => {
      this.#inbox.push({ kind: 'step', running, placed, line, outcome });
    });
  }

  async #settled(issued: IssuedCommand, report: CommandReport): Promise<void> {
    const { command } = issued;
    if (mutates(command)) this.#changes += 1;
    this.#options.onEvent?.({
      type: 'command.settled',
      atMs: this.#now(),
      id: issued.id,
      command,
      title: describe(command, this.#options.spec),
      report,
    });
    await this.#feed({ type: 'command.settled', atMs: this.#now(), commandId: issued.id, report });
    if (this.#journalFailure !== undefined && mutates(command))
      this.#unwritten.push(describe(command, this.#options.spec));
  }

  /** Journals the event, then lets the machine act on it, then starts what it issued. */
  async #feed(event: ProtocolEvent): Promise<void> {
    if (!(await this.#write({ kind: 'event', event }))) return;
    const taken = step(this.#state, event);
    if (taken.ignored && event.type === 'command.settled') {
      const id = event.commandId;
      this.#options.onEvent?.({ type: 'event.ignored', atMs: this.#now(), id });
    }
    this.#state = taken.state;
    this.#announceState();
    for (const issued of taken.issued) await this.#issue(issued);
    if (this.#stopping && event.type !== 'run.aborted') await this.#endWhenSafe();
  }

  /** After a no, nothing may follow from the entry: no command begins any more, and those under way come to their end. */
  async #write(entry: JournalEntry): Promise<boolean> {
    if (this.#journalFailure !== undefined) return false;
    try {
      await this.#journal.append(entry);
      return true;
    } catch (error) {
      if (!(error instanceof JournalWriteError)) throw error;
      this.#journalFailure = error.message;
      return false;
    }
  }

  #stopInOrder(): Promise<void> | undefined {
    this.#stopping = true;
    this.#options.onEvent?.({ type: 'run.stopping', atMs: this.#now(), underWay: this.#changesUnderWay() });
    return this.#endWhenSafe();
  }

  /** Safe is a point at which no change is under way. Looks are not waited for. */
  #endWhenSafe(): Promise<void> | undefined {
    if (this.#status.kind === 'ready' || this.#changesUnderWay().length > 0) return undefined;
    return this.#feed({ type: 'run.aborted', atMs: this.#now() });
  }

  #changesUnderWay(): readonly string[] {
    const changing = [...this.#running.values()].filter(({ command }) => mutates(command));
    return changing.map(({ command }) => describe(command, this.#options.spec));
  }

  async #issue(issued: IssuedCommand): Promise<void> {
    // It was never begun, and the journal does not say it was.
    if (mutates(issued.command) && (this.#stop.aborted || this.#isFenced())) return;
    if (!(await this.#write(issuedEntry(issued)))) return;
    const { command, permit } = issued;
    this.#options.onEvent?.({
      type: 'command.issued',
      atMs: this.#now(),
      id: issued.id,
      command,
      title: describe(command, this.#options.spec),
      mutates: mutates(command),
      ...(permit === undefined ? {} : { permit }),
    });
    if (command.kind === 'wait') {
      void this.#options.clock.wait(command.ms, this.#cancelled).then(() => {
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

  #isFenced(): boolean {
    if (this.#options.mayChange?.() !== false) return false;
    this.#inbox.push({ kind: 'aborted' });
    return true;
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
    if (this.#options.onEvent !== undefined) this.#announceEntered(this.#options.onEvent);
    const status = statusOf(this.#state);
    this.#status = status;
    if (status.kind === 'blocked' && !this.#blocked) {
      this.#blocked = true;
      const { reason } = status;
      this.#options.onEvent?.({ type: 'run.blocked', atMs: this.#now(), reason });
    } else if ((status.kind === 'working' || status.kind === 'ready') && this.#blocked) {
      this.#blocked = false;
      this.#options.onEvent?.({ type: 'run.unblocked', atMs: this.#now() });
    }
  }

  #announceEntered(onEvent: NonNullable<ExecuteOptions['onEvent']>): void {
    const paths = activePaths(this.#state);
    const entered = paths.filter((path) => !this.#paths.includes(path));
    this.#paths = paths;
    if (entered.length > 0) onEvent({ type: 'state.entered', atMs: this.#now(), states: entered });
  }

  #result(): RunResult | undefined {
    const status = this.#status;
    if (status.kind === 'working' && this.#running.size > 0 && this.#journalFailure === undefined)
      return undefined;
    const totals = { changes: this.#changes, tookMs: this.#now() - this.#startedMs };
    if (this.#journalFailure !== undefined) {
      if (!this.#aborting && this.#changesUnderWay().length > 0) return undefined;
      const inFlight = [...this.#unwritten, ...this.#changesUnderWay()];
      return { status: 'aborted', inFlight, journalFailure: this.#journalFailure, ...totals };
    }
    switch (status.kind) {
      case 'ready': {
        const verdict = contextOf(this.#state).done;
        invariant(verdict !== null, 'ready comes with its verdict');
        return { status: 'ready', verdict, ...totals };
      }
      case 'aborted':
        return { status: 'aborted', inFlight: this.#changesUnderWay(), ...totals };
      case 'blocked':
        return status.standing ? undefined : { status: 'blocked', reason: status.reason, ...totals };
      case 'working':
        invariant(
          Object.keys(contextOf(this.#state).inFlight).length > 0 || !this.#inbox.empty,
          'a run that is not settled waits for something',
          activePaths(this.#state),
        );
        return undefined;
    }
  }

  #now(): number {
    return this.#options.clock.nowMs();
  }
}
