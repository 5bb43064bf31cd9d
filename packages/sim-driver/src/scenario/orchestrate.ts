import type { ClusterSpec, ExecutionEvent, Journal, JournalEntry, RunResult } from '@quorate/core';
import { execute } from '@quorate/core';
import type { SimDriver } from '../driver/sim-driver.js';
import { millis } from '../engine/scheduler.js';
import type { RunObserver } from '../invariants/monitor.js';
import type { Death, Operation } from '../simulation/operation.js';
import type { Simulation } from '../simulation/simulation.js';

export interface OrchestrationOptions {
  /** Default: that of the simulation. */
  readonly spec?: ClusterSpec;
  readonly onEvent?: (event: ExecutionEvent) => void;
  /** Called for each second orchestrator, which only a fault starts: who is told its events and shown its journal. */
  readonly observeOther?: () => RunObserver;
  /** With `resumeFrom`, the journal that those entries are from: it is appended to. */
  readonly journal?: Journal;
  readonly resumeFrom?: readonly JournalEntry[];
}

/** What a run of the protocol came to, with all its restarts. */
export interface Orchestrated {
  readonly result: RunResult;
  /** How often it was killed and started again. */
  readonly restarts: number;
  /** Results of second orchestrators. */
  readonly others: readonly RunResult[];
}

/** Runs the protocol over a simulation to its end, as a process that faults can kill, resume and double. */
export async function orchestrate(
  simulation: Simulation,
  options: OrchestrationOptions = {},
): Promise<Orchestrated> {
  const orchestration = new Orchestration(simulation, options);
  simulation.operation = orchestration;
  try {
    return await orchestration.run();
  } finally {
    simulation.operation = undefined;
    orchestration.detach();
  }
}

/** One process that runs the protocol. */
interface Orchestrator {
  readonly driver: SimDriver;
  /** Its journal as it is on disk. */
  readonly entries: JournalEntry[];
}

class Orchestration implements Operation {
  readonly #simulation: Simulation;
  readonly #options: OrchestrationOptions;
  readonly #others: Promise<RunResult>[] = [];
  readonly #drivers: SimDriver[] = [];
  readonly #ended: Promise<RunResult>;
  #resolve: (result: RunResult) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  /** Undefined while it is dead, and after its end. */
  #main: Orchestrator | undefined;
  #restarts = 0;
  /** Ends the expectation of one that was killed and is not up again. */
  #expected: (() => void) | undefined;

  constructor(simulation: Simulation, options: OrchestrationOptions) {
    this.#simulation = simulation;
    this.#options = options;
    this.#ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  async run(): Promise<Orchestrated> {
    this.#start(this.#options.resumeFrom ?? []);
    const result = await this.#ended;
    return { result, restarts: this.#restarts, others: await Promise.all(this.#others) };
  }

  kill({ downMs, journal }: Death): void {
    const victim = this.#main;
    if (victim === undefined) return;
    const { world } = this.#simulation;
    this.#main = undefined;
    this.#restarts += 1;
    victim.driver.die();
    this.#expected = this.#simulation.expectOrchestrator();
    world.record('orchestrator.killed', undefined, { journal: journal.kind });
    const left = journal.kind === 'lost' ? [] : victim.entries.slice(0, journal.entries);
    world.scheduler.after(millis(downMs), () => {
      world.record('orchestrator.started', undefined, { entries: left.length });
      this.#start(left);
      this.#isUp();
    });
  }

  startAnother(): void {
    const driver = this.#attach();
    const { spec = this.#simulation.spec, observeOther } = this.#options;
    this.#simulation.world.record('orchestrator.started', undefined, { entries: 0 });
    const observer = observeOther?.();
    const running = execute({
      spec,
      driver,
      clock: driver,
      ...(observer === undefined
        ? {}
        : { onEvent: observer.onEvent, journal: { append: observer.onJournal } }),
    }).finally(() => {
      driver.detach();
    });
    // Its failure is seen where it is awaited, also when the first run fails before.
    running.catch(() => undefined);
    this.#others.push(running);
  }

  /** The world waits for none of them any more. */
  detach(): void {
    this.#isUp();
    for (const driver of this.#drivers) driver.detach();
  }

  #isUp(): void {
    this.#expected?.();
    this.#expected = undefined;
  }

  #attach(): SimDriver {
    const driver = this.#simulation.orchestrator();
    this.#drivers.push(driver);
    return driver;
  }

  #start(resumeFrom: readonly JournalEntry[]): void {
    const { spec = this.#simulation.spec, onEvent } = this.#options;
    const driver = this.#attach();
    const self: Orchestrator = { driver, entries: [...resumeFrom] };
    this.#main = self;
    execute({
      spec,
      driver,
      clock: driver,
      journal: { append: (entry) => this.#write(self, entry) },
      resumeFrom,
      ...(onEvent === undefined ? {} : { onEvent }),
    }).then(
      (result) => {
        driver.detach();
        this.#main = undefined;
        this.#resolve(result);
      },
      (error: unknown) => {
        this.#reject(error);
      },
    );
  }

  #write(self: Orchestrator, entry: JournalEntry): void | Promise<void> {
    self.entries.push(entry);
    this.#simulation.world.record('journal.written', undefined, {
      entry: self.entries.length,
      what: subjectOf(entry),
    });
    return this.#options.journal?.append(entry);
  }
}

/** `opened`, the type of an event, or the kind of the command that is issued. */
function subjectOf(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'opened':
      return 'opened';
    case 'event':
      return entry.event.type;
    case 'issued':
      return entry.command.kind;
  }
}
