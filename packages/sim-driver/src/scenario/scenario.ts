import type { ClusterSpec, ExecutionEvent, Journal, RunResult } from '@quorate/core';
import { armFaults } from '../faults/arm.js';
import type { Fault } from '../faults/fault.js';
import type { Invariant, Violation } from '../invariants/invariant.js';
import type { InvariantMonitor } from '../invariants/monitor.js';
import { monitorInvariants } from '../invariants/monitor.js';
import type { Simulation } from '../simulation/simulation.js';
import type { Beginning } from './begin-simulation.js';
import { beginSimulation } from './begin-simulation.js';
import type { OrchestrationOptions } from './orchestrate.js';
import { orchestrate } from './orchestrate.js';

/** A story: what is to be built, what goes wrong, who comes late. Plain JSON; same scenario, same run. */
export interface Scenario extends Beginning {
  readonly faults: readonly Fault[];
  /** Hosts that appear only this long after the others have become a cluster, in milliseconds. */
  readonly late: Readonly<Record<string, number>>;
}

/** One run of the protocol within a story. */
export interface Chapter {
  readonly spec: ClusterSpec;
  /** Virtual time at which it began. */
  readonly startedMs: number;
  readonly result: RunResult;
  /** How often a fault killed the orchestrator, which was then started again. */
  readonly restarts: number;
  /** What second orchestrators came to, which a fault had started. */
  readonly others: readonly RunResult[];
}

export interface StoryOptions {
  readonly keepTrace?: boolean;
  /** Told of the world before anything happens in it, and of what had to be chosen because nobody had seen it. */
  readonly onSimulation?: (simulation: Simulation, assumptions: readonly string[]) => void;
  readonly onChapter?: (spec: ClusterSpec, atMs: number, newcomers: readonly string[]) => void;
  readonly onEvent?: (event: ExecutionEvent) => void;
  readonly journal?: Journal;
  /** Checked throughout: the world, and what every run does, says and journals. Default: none. */
  readonly invariants?: readonly Invariant[];
}

export interface Story {
  readonly simulation: Simulation;
  readonly chapters: readonly Chapter[];
  /** Of `invariants`, in the order in which they happened. */
  readonly violations: readonly Violation[];
}

/** Runs a scenario: once for the hosts that are there, and again each time that a late host appears. */
export async function runScenario(scenario: Scenario, options: StoryOptions = {}): Promise<Story> {
  const { spec, faults, late } = scenario;
  const { simulation, assumptions } = await beginSimulation(scenario, options.keepTrace);
  options.onSimulation?.(simulation, assumptions);
  const { invariants } = options;
  const monitor = invariants === undefined ? undefined : monitorInvariants(simulation, invariants);
  for (const name of Object.keys(late)) simulation.world.host(name).powerOff();
  armFaults(simulation, faults);
  const arrivals = Object.entries(late).sort(([, a], [, b]) => a - b);
  const chapters: Chapter[] = [];
  let absent = arrivals.map(([name]) => name);
  let newcomers: readonly string[] = [];
  let waitedMs = 0;
  for (;;) {
    const present = without(spec, absent);
    options.onChapter?.(present, simulation.nowMs(), newcomers);
    const chapter = await runChapter(simulation, present, options, monitor);
    chapters.push(chapter);
    const next = arrivals.find(([name]) => absent.includes(name));
    if (next === undefined || chapter.result.status !== 'ready')
      return { simulation, chapters, violations: monitor?.violations ?? [] };
    const [, atMs] = next;
    simulation.advance(atMs - waitedMs);
    waitedMs = atMs;
    newcomers = arrivals.filter(([name, ms]) => absent.includes(name) && ms <= atMs).map(([name]) => name);
    for (const name of newcomers) simulation.powerOn(name);
    simulation.advance(BOOT_MS);
    absent = absent.filter((name) => !newcomers.includes(name));
  }
}

const BOOT_MS = 10_000;

async function runChapter(
  simulation: Simulation,
  spec: ClusterSpec,
  options: StoryOptions,
  monitor: InvariantMonitor | undefined,
): Promise<Chapter> {
  const startedMs = simulation.nowMs();
  const { result, restarts, others } = await orchestrate(simulation, {
    spec,
    ...listeners(options, monitor),
  });
  return { spec, startedMs, result, restarts, others };
}

/** None where nobody listens: events that nobody hears are not made. */
function listeners(
  { onEvent, journal }: StoryOptions,
  monitor: InvariantMonitor | undefined,
): Pick<OrchestrationOptions, 'onEvent' | 'journal' | 'observeOther'> {
  if (monitor === undefined)
    return { ...(onEvent === undefined ? {} : { onEvent }), ...(journal === undefined ? {} : { journal }) };
  return {
    onEvent: (event) => {
      monitor.onEvent(event);
      onEvent?.(event);
    },
    journal: {
      append: (entry) => {
        monitor.onJournal(entry);
        return journal?.append(entry);
      },
    },
    observeOther: () => monitor.observeRun(),
  };
}

function without(spec: ClusterSpec, absent: readonly string[]): ClusterSpec {
  return absent.length === 0
    ? spec
    : { ...spec, hosts: spec.hosts.filter((host) => !absent.includes(host.name)) };
}
