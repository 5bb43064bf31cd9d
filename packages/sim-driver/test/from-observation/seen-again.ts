import type { ClusterSpec, Observation } from '@quorate/core';
import { execute, observeCluster } from '@quorate/core';
import { simulationFromObservation } from '../../src/from-observation/simulation-from-observation.js';
import { Simulation } from '../../src/index.js';

export async function look(simulation: Simulation, spec: ClusterSpec): Promise<Observation> {
  const driver = simulation.orchestrator();
  const observation = await observeCluster({ spec, driver, clock: driver });
  driver.detach();
  return observation;
}

/** How a run ends, and every change that it makes. */
export interface Course {
  readonly end: string;
  readonly changes: readonly string[];
}

const ID = /[0-9a-f]{14,16}/g;

/**
 * Changes in the order in which they begin, those of workers and of the network after the others by name: nothing orders them
 * among the joins of masters. Ids of members that are added meanwhile differ from world to world, and so does how soon a
 * controller manager leads: a token whose signature is waited for too long is minted again.
 */
export async function course(simulation: Simulation, spec: ClusterSpec): Promise<Course> {
  const driver = simulation.orchestrator();
  const changes: string[] = [];
  const result = await execute({
    spec,
    driver,
    clock: driver,
    onEvent: (event) => {
      if (event.type !== 'command.issued' || !event.mutates) return;
      const { command, title } = event;
      if (command.kind === 'mint-credentials' && command.token && changes.includes(title)) return;
      changes.push(command.kind === 'revoke-credentials' ? command.kind : title.replaceAll(ID, 'ID'));
    },
  });
  driver.detach();
  const beside = (title: string): boolean => /as a worker|CNI manifest/.test(title);
  const ordered = [
    ...changes.filter((title) => !beside(title)),
    ...changes.filter((title) => beside(title)).sort(),
  ];
  return { end: result.status === 'blocked' ? result.reason.code : result.status, changes: ordered };
}

export interface SeenAgain {
  readonly first: Observation;
  readonly second: Observation;
  readonly rebuilt: Simulation;
  readonly assumptions: readonly string[];
}

/** Looks at a world, rebuilds it from what was seen, and looks at that one. */
export async function seenAgain(simulation: Simulation, spec: ClusterSpec): Promise<SeenAgain> {
  const first = await look(simulation, spec);
  const { simulation: rebuilt, assumptions } = await simulationFromObservation({ spec, observation: first });
  const second = await look(rebuilt, spec);
  return { first, second, rebuilt, assumptions };
}

/** Kubeadm on the host is killed after its n-th file, and the run with it; the world has a minute to settle. */
export async function cutDuring(
  spec: ClusterSpec,
  seed: number,
  host: string,
  files: number,
): Promise<Simulation> {
  const simulation = new Simulation({ spec, seed });
  const driver = simulation.orchestrator();
  const stop = new AbortController();
  let left = files;
  const victim = simulation.world.host(host);
  victim.onFileWritten((process) => {
    left -= process.name === 'kubeadm' ? 1 : 0;
    if (left > 0 || stop.signal.aborted) return;
    victim.kill(process, 'SIGKILL');
    stop.abort();
  });
  await execute({ spec, driver, clock: driver, signal: stop.signal });
  driver.detach();
  simulation.advance(60_000);
  return simulation;
}

/**
 * Fact by fact what differs, but for what is stated to: CA fingerprints (another key), times and the clock's measured offset, the
 * leader, the order of listeners, texts of errors, and credentials that a controller takes away within seconds.
 */
export function differences(first: unknown, second: unknown, path = ''): readonly string[] {
  if (STATED.test(path)) return [];
  if (path.endsWith('.listeners.value')) return unordered(first) === unordered(second) ? [] : [path];
  if (isRecord(first) && isRecord(second)) {
    const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
    return [...keys].flatMap((key) => differences(first[key], second[key], `${path}.${key}`));
  }
  if (first === second || (first === null && second === null)) return [];
  return [`${path}: ${JSON.stringify(first)} → ${JSON.stringify(second)}`];
}

const STATED = /caFingerprint$|clockOffsetMs$|[aA]tMs$|leaderId$|\.why$|signedTokenIds|uploadedCertificates/;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function unordered(list: unknown): string {
  return JSON.stringify(Array.isArray(list) ? list.map((one) => JSON.stringify(one)).sort() : list);
}
