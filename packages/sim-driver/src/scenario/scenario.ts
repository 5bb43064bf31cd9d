import type { ClusterSpec, ExecutionEvent, Journal, RunResult } from '@quorate/core';
import { execute } from '@quorate/core';
import { armFaults } from '../faults/arm.js';
import type { Fault } from '../faults/fault.js';
import { Simulation } from '../simulation/simulation.js';

/** A story: what is to be built, what goes wrong, who comes late. Plain JSON; same scenario, same run. */
export interface Scenario {
  readonly spec: ClusterSpec;
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** Hosts that appear only this long after the others have become a cluster, in milliseconds. */
  readonly late: Readonly<Record<string, number>>;
  /** Hosts that are plain Debian machines at first, by name. */
  readonly unprepared?: readonly string[];
}

/** One run of the protocol within a story. */
export interface Chapter {
  readonly spec: ClusterSpec;
  /** Virtual time at which it began. */
  readonly startedMs: number;
  readonly result: RunResult;
}

export interface StoryOptions {
  readonly keepTrace?: boolean;
  readonly onChapter?: (spec: ClusterSpec, atMs: number, newcomers: readonly string[]) => void;
  readonly onEvent?: (event: ExecutionEvent) => void;
  readonly journal?: Journal;
}

export interface Story {
  readonly simulation: Simulation;
  readonly chapters: readonly Chapter[];
}

/** Runs a scenario: once for the hosts that are there, and again each time that a late host appears. */
export async function runScenario(scenario: Scenario, options: StoryOptions = {}): Promise<Story> {
  const { spec, seed, faults, late } = scenario;
  const plain = (scenario.unprepared ?? []).map((name) => [name, { prepared: false }] as const);
  const simulation = new Simulation({
    spec,
    seed,
    keepTrace: options.keepTrace ?? false,
    machines: Object.fromEntries(plain),
  });
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
    const chapter = await runChapter(simulation, present, options);
    chapters.push(chapter);
    const next = arrivals.find(([name]) => absent.includes(name));
    if (next === undefined || chapter.result.status !== 'ready') return { simulation, chapters };
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
): Promise<Chapter> {
  const driver = simulation.orchestrator();
  const startedMs = simulation.nowMs();
  const result = await execute({
    spec,
    driver,
    clock: driver,
    ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
    ...(options.journal === undefined ? {} : { journal: options.journal }),
  });
  driver.detach();
  return { spec, startedMs, result };
}

function without(spec: ClusterSpec, absent: readonly string[]): ClusterSpec {
  return absent.length === 0
    ? spec
    : { ...spec, hosts: spec.hosts.filter((host) => !absent.includes(host.name)) };
}
