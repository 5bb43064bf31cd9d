import type { ExecutionEvent, RunResult } from '@quorate/core';
import type { TraceRecord } from '../engine/trace.js';
import { millis } from '../engine/scheduler.js';
import { INVARIANTS } from '../invariants/catalogue.js';
import type { Scenario, Story } from '../scenario/scenario.js';
import { runScenario } from '../scenario/scenario.js';
import type { Simulation } from '../simulation/simulation.js';
import type { ClusterProperty } from './cluster-property.js';
import type { RunEnd } from './run-end.js';

/** What a run may take before it counts as one that never ends. */
export interface RunBounds {
  /** Entries of the journal: events and commands. Default: 20,000. */
  readonly entries?: number;
  /** Events of the simulated world. Default: 3,000,000. */
  readonly worldEvents?: number;
  /** Virtual time in milliseconds. Default: 24 hours, longer than any patience. */
  readonly virtualMs?: number;
}

export interface CheckOptions {
  readonly bounds?: RunBounds;
  readonly onEvent?: (event: ExecutionEvent) => void;
  readonly onRecord?: (record: TraceRecord) => void;
}

class BoundReached extends Error {}

export type Outcome =
  | { readonly kind: 'ended'; readonly story: Story; readonly result: RunResult }
  | { readonly kind: 'bound'; readonly bound: string }
  | { readonly kind: 'threw'; readonly message: string };

/** Everything that is looked at while a run goes on. */
export class RunWatch {
  readonly strikes: TraceRecord[] = [];
  readonly complaints: {
    readonly property: ClusterProperty;
    readonly message: string;
    readonly atUs: number;
  }[] = [];
  readonly #scenario: Scenario;
  readonly #properties: readonly ClusterProperty[];
  readonly #options: CheckOptions;
  #simulation: Simulation | undefined;
  #stop: () => void = () => undefined;
  #entries = 0;
  #hash = '';
  #worldEvents = 0;

  constructor(scenario: Scenario, properties: readonly ClusterProperty[], options: CheckOptions) {
    this.#scenario = scenario;
    this.#properties = properties;
    this.#options = options;
  }

  get hash(): string {
    return this.#hash;
  }

  get worldEvents(): number {
    return this.#worldEvents;
  }

  async run(): Promise<Outcome> {
    try {
      const story = await runScenario(this.#scenario, {
        invariants: INVARIANTS,
        onSimulation: (simulation) => {
          this.#begin(simulation);
        },
        journal: { append: () => this.#count() },
        ...(this.#options.onEvent === undefined ? {} : { onEvent: this.#options.onEvent }),
      });
      const result = story.chapters.at(-1)?.result;
      if (result === undefined) return { kind: 'threw', message: 'the story has no chapter' };
      return { kind: 'ended', story, result };
    } catch (error) {
      if (error instanceof BoundReached) return { kind: 'bound', bound: error.message };
      return { kind: 'threw', message: error instanceof Error ? error.message : String(error) };
    } finally {
      this.#end();
    }
  }

  /** The first property of the end that does not hold. */
  atEnd(simulation: Simulation, result: RunResult): RunEnd | undefined {
    for (const property of this.#properties) {
      const message = property.kind === 'at-end' ? property.check(simulation, result) : undefined;
      if (message !== undefined)
        return { kind: 'property', property: property.id, title: property.title, message };
    }
    return undefined;
  }

  #begin(simulation: Simulation): void {
    this.#simulation = simulation;
    const { trace, scheduler } = simulation.world;
    const checks = this.#properties.flatMap((property) =>
      property.kind === 'always' ? [{ property, check: property.watch(simulation) }] : [],
    );
    const { worldEvents = 3_000_000, virtualMs = 86_400_000 } = this.#options.bounds ?? {};
    trace.onRecord((record) => {
      if (record.event === 'fault.struck') this.strikes.push(record);
      this.#options.onRecord?.(record);
      for (const { property, check } of checks) {
        const message = check(record);
        if (message !== undefined) this.complaints.push({ property, message, atUs: record.atUs });
      }
      if (scheduler.fired > worldEvents) throw new BoundReached(`${worldEvents} events of the world`);
    });
    const timer = scheduler.after(millis(virtualMs), () => {
      throw new BoundReached(`${virtualMs / 60_000} min of virtual time`);
    });
    this.#stop = () => {
      scheduler.cancel(timer);
    };
  }

  #count(): void {
    this.#entries += 1;
    const { entries = 20_000 } = this.#options.bounds ?? {};
    if (this.#entries > entries) throw new BoundReached(`${entries} entries of the journal`);
  }

  #end(): void {
    this.#stop();
    this.#hash = this.#simulation?.world.trace.hash ?? '';
    this.#worldEvents = this.#simulation?.world.scheduler.fired ?? 0;
  }
}
