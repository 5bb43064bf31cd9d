import type { ExecutionEvent, JournalEntry } from '@quorate/core';
import type { TraceRecord } from '../engine/trace.js';
import { faultDefinition } from '../faults/catalogue.js';
import type { Process } from '../host/process.js';
import type { Simulation } from '../simulation/simulation.js';
import { INVARIANTS } from './catalogue.js';
import type { Finding, Invariant, InvariantId, Violation, Watch, Watched } from './invariant.js';

/** What is told of one run of the protocol: pass `onEvent` to the executor, and show it each journal entry. */
export interface RunObserver {
  readonly onEvent: (event: ExecutionEvent) => void;
  readonly onJournal: (entry: JournalEntry) => void;
}

/** As an observer it takes one run after the other; one that is resumed after its orchestrator was killed counts as new. */
export interface InvariantMonitor extends RunObserver {
  /** In the order in which they happened, each once. */
  readonly violations: readonly Violation[];
  /** For runs side by side, and for one that is resumed without a record `orchestrator.killed`. */
  observeRun(): RunObserver;
  stop(): void;
}

/**
 * Checks the invariants at every trace record and process of a simulation and, where it is shown them, at every event and journal
 * entry of its runs. A fault that by itself breaks an invariant (`excuses`) ends the checking of that one.
 */
export function monitorInvariants(
  simulation: Simulation,
  invariants: readonly Invariant[] = INVARIANTS,
): InvariantMonitor {
  return new Monitor(simulation, invariants);
}

interface Asked {
  readonly id: InvariantId;
  readonly watch: Watch;
}

/** A question of one invariant. */
interface Question<T> {
  readonly id: InvariantId;
  readonly ask: (subject: T) => Finding;
}

class Monitor implements InvariantMonitor {
  readonly violations: Violation[] = [];
  readonly stop: () => void;
  readonly #simulation: Simulation;
  readonly #invariants: readonly Invariant[];
  readonly #watched: Watched;
  readonly #byEvent = new Map<string, Question<TraceRecord>[]>();
  readonly #ofEveryRecord: Question<TraceRecord>[] = [];
  readonly #ofEveryProcess: Question<Process>[] = [];
  readonly #excused = new Set<InvariantId>();
  readonly #seen = new Set<string>();
  #lastFaultUs = -Infinity;
  #run: RunObserver | undefined;

  constructor(simulation: Simulation, invariants: readonly Invariant[]) {
    this.#simulation = simulation;
    this.#invariants = invariants;
    const { world } = simulation;
    const { trace, scheduler } = world;
    this.#watched = { simulation, quietForUs: () => scheduler.now() - this.#lastFaultUs };
    for (const { id, watch } of invariants) {
      const { records = {}, onRecord, onSpawn } = watch?.(this.#watched) ?? {};
      if (onRecord !== undefined) this.#ofEveryRecord.push({ id, ask: onRecord });
      if (onSpawn !== undefined) this.#ofEveryProcess.push({ id, ask: onSpawn });
      for (const [event, ask] of Object.entries(records)) {
        const asked = this.#byEvent.get(event) ?? [];
        asked.push({ id, ask });
        this.#byEvent.set(event, asked);
      }
    }
    const stops = [
      trace.onRecord((record) => {
        this.#recorded(record);
      }),
      world.onSpawn((process) => {
        for (const { id, ask } of this.#ofEveryProcess) this.#note(id, ask(process));
      }),
    ];
    this.stop = () => {
      for (const stop of stops) stop();
    };
  }

  readonly onEvent = (event: ExecutionEvent): void => {
    this.#run ??= this.observeRun();
    this.#run.onEvent(event);
    if (event.type === 'run.ended') this.#run = undefined;
  };

  readonly onJournal = (entry: JournalEntry): void => {
    this.#run ??= this.observeRun();
    this.#run.onJournal(entry);
  };

  observeRun(): RunObserver {
    const asked: readonly Asked[] = this.#invariants.flatMap(({ id, watchRun }) =>
      watchRun === undefined ? [] : [{ id, watch: watchRun(this.#watched) }],
    );
    const listening = asked.flatMap(({ id, watch: { onEvent } }) => (onEvent ? [{ id, onEvent }] : []));
    const reading = asked.flatMap(({ id, watch: { onJournal } }) => (onJournal ? [{ id, onJournal }] : []));
    return {
      onEvent: (event) => {
        for (const { id, onEvent } of listening) this.#note(id, onEvent(event));
      },
      onJournal: (entry) => {
        for (const { id, onJournal } of reading) this.#note(id, onJournal(entry));
      },
    };
  }

  #recorded(record: TraceRecord): void {
    switch (record.event) {
      case 'fault.struck':
        this.#excuse(record);
        this.#lastFaultUs = record.atUs;
        break;
      case 'fault.cured':
        this.#lastFaultUs = record.atUs;
        break;
      case 'orchestrator.killed':
        this.#run = undefined;
        break;
    }
    for (const { id, ask } of this.#ofEveryRecord) this.#note(id, ask(record));
    const asked = this.#byEvent.get(record.event);
    if (asked !== undefined) for (const { id, ask } of asked) this.#note(id, ask(record));
  }

  /** Its record comes before it does anything: the world is as the fault finds it. */
  #excuse({ host, detail }: TraceRecord): void {
    const definition = faultDefinition(String(detail?.['kind']));
    for (const id of definition?.excuses?.(this.#simulation, host ?? '') ?? []) this.#excused.add(id);
  }

  #note(invariant: InvariantId, message: Finding): void {
    if (message === undefined || this.#excused.has(invariant)) return;
    const key = `${invariant} ${message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.violations.push({ invariant, atUs: this.#simulation.world.scheduler.now(), message });
  }
}
