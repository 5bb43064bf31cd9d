import type { Fault } from '../faults/fault.js';
import { onlyHosts } from '../scenario-file/only-hosts.js';
import type { Scenario } from '../scenario/scenario.js';
import { simplerArguments, simplerTimes } from './simpler-fault.js';

export interface ShrinkOptions {
  /** How often `stillFails` may be asked. Default: 200. */
  readonly maxRuns?: number;
}

export interface Shrunk {
  readonly scenario: Scenario;
  /** How often `stillFails` was asked. */
  readonly runs: number;
  /** Nothing simpler was found; false when the runs were used up first. */
  readonly minimal: boolean;
}

type StillFails = (candidate: Scenario) => Promise<boolean>;

class RunsUsedUp extends Error {}

/**
 * A smaller scenario that still fails: fewer faults first, then fewer hosts, fewer of them late or unprepared, then rounder and earlier
 * times, then simpler arguments, again until nothing gets simpler. Deterministic when `stillFails` is.
 */
export async function shrink(
  scenario: Scenario,
  stillFails: StillFails,
  { maxRuns = 200 }: ShrinkOptions = {},
): Promise<Shrunk> {
  let runs = 0;
  let best = scenario;
  const asked = new Set<string>();
  /** Takes the candidate over when it still fails; none is run twice. */
  const accept = async (candidate: Scenario): Promise<boolean> => {
    const key = keyOf(candidate);
    if (asked.has(key)) return false;
    asked.add(key);
    if (runs >= maxRuns) throw new RunsUsedUp();
    runs += 1;
    if (!(await stillFails(candidate))) return false;
    best = candidate;
    return true;
  };
  try {
    for (let before: Scenario | undefined; before !== best;) {
      before = best;
      await fewerFaults(() => best, accept);
      await fewerHosts(() => best, accept);
      await fewerOddHosts(() => best, accept);
      await simplerFaults(() => best, accept, simplerTimes);
      await simplerFaults(
        () => best,
        accept,
        (fault) => simplerArguments(fault, best.spec),
      );
    }
  } catch (error) {
    if (!(error instanceof RunsUsedUp)) throw error;
    return { scenario: best, runs, minimal: false };
  }
  return { scenario: best, runs, minimal: true };
}

/** What tells candidates apart: of the spec, only its hosts ever change. */
function keyOf({ spec, seed, faults, late, unprepared }: Scenario): string {
  return JSON.stringify([spec.hosts.map(({ name }) => name), seed, faults, late, unprepared]);
}

type Best = () => Scenario;
type Accept = (candidate: Scenario) => Promise<boolean>;

/** Delta debugging: without large pieces first, then without each one. */
async function fewerFaults(best: Best, accept: Accept): Promise<void> {
  for (let size = Math.ceil(best().faults.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < best().faults.length;) {
      const { faults } = best();
      const rest = [...faults.slice(0, start), ...faults.slice(start + size)];
      if (!(await accept({ ...best(), faults: rest }))) start += size;
    }
  }
}

/** All workers and the jumpbox at once, then host by host, last first; faults that name them go along. */
async function fewerHosts(best: Best, accept: Accept): Promise<void> {
  const spare = best().spec.hosts.filter(({ role }) => role === 'worker' || role === 'jumpbox');
  const groups = [
    spare,
    ...best()
      .spec.hosts.toReversed()
      .map((host) => [host]),
  ];
  for (const group of groups) {
    const candidate = withoutHosts(
      best(),
      group.map(({ name }) => name),
    );
    if (candidate !== undefined) await accept(candidate);
  }
}

/** Undefined when nothing is left out, or what is left is no cluster. */
function withoutHosts(scenario: Scenario, names: readonly string[]): Scenario | undefined {
  const all = scenario.spec.hosts.map(({ name }) => name);
  const rest = all.filter((name) => !names.includes(name));
  if (rest.length === all.length) return undefined;
  const smaller = onlyHosts(scenario.spec, rest);
  if (!smaller.ok) return undefined;
  const mentions = ({ args, when }: Fault): boolean =>
    Object.values(args).some((value) => names.includes(value)) ||
    (when.kind === 'on' && when.host !== undefined && names.includes(when.host));
  const late = Object.fromEntries(Object.entries(scenario.late).filter(([name]) => !names.includes(name)));
  const { unprepared } = scenario;
  return {
    ...scenario,
    spec: smaller.value,
    faults: scenario.faults.filter((fault) => !mentions(fault)),
    late,
    ...(unprepared === undefined ? {} : { unprepared: unprepared.filter((name) => !names.includes(name)) }),
  };
}

/** Host by host: here from the start, and prepared. */
async function fewerOddHosts(best: Best, accept: Accept): Promise<void> {
  for (const name of Object.keys(best().late)) {
    const { [name]: _, ...late } = best().late;
    await accept({ ...best(), late });
  }
  for (const name of best().unprepared ?? []) {
    const unprepared = (best().unprepared ?? []).filter((one) => one !== name);
    await accept({ ...best(), unprepared });
  }
}

async function simplerFaults(
  best: Best,
  accept: Accept,
  simpler: (fault: Fault) => readonly Fault[],
): Promise<void> {
  for (let index = 0; index < best().faults.length; index += 1) {
    for (let moved = true; moved;) {
      moved = false;
      const fault = best().faults[index];
      for (const candidate of fault === undefined ? [] : simpler(fault)) {
        moved = await accept({ ...best(), faults: best().faults.with(index, candidate) });
        if (moved) break;
      }
    }
  }
}
