import type { ClusterSpec, HostRole } from '@quorate/core';
import { hostsOf } from '@quorate/core';
import type { TraceRecord } from '../engine/trace.js';
import type { Fault, FaultDefinition, Occasion } from '../faults/fault.js';
import { fits } from '../faults/fault.js';
import type { Scenario } from '../scenario/scenario.js';
import { runScenario } from '../scenario/scenario.js';
import { argumentsBy, candidatesOf, faultKinds } from './fault-kinds.js';

const MEMBER_EVENTS = 'etcd.member-';
/** Entries of the journal that are no command that was issued. */
const NO_COMMANDS = new Set(['opened', 'run.started', 'command.settled', 'wait']);

/**
 * The steps of a bootstrap without faults, in order: each command that is issued (waits change nothing and are none), each phase
 * of kubeadm, and each membership event, as the moment at which a fault can strike.
 */
export async function stepBoundaries(scenario: Omit<Scenario, 'faults'>): Promise<readonly Occasion[]> {
  const { simulation } = await runScenario({ ...scenario, faults: [] }, { keepTrace: true });
  const steps: Occasion[] = [];
  const { records } = simulation.world.trace;
  for (const [index, record] of records.entries()) {
    const shape = shapeOf(record);
    if (shape === undefined) continue;
    const occurrence = records.slice(0, index + 1).filter((one) => fits(shape, one)).length;
    steps.push({ ...shape, occurrence });
  }
  return steps;
}

function shapeOf({ event, host, detail }: TraceRecord): Occasion | undefined {
  const base = {
    kind: 'on',
    event,
    occurrence: 1,
    delayMs: 0,
    ...(host === undefined ? {} : { host }),
  } as const;
  if (event === 'kubeadm.phase') return { ...base, detail: { phase: String(detail?.['phase']) } };
  if (event.startsWith(MEMBER_EVENTS)) return base;
  const what = String(detail?.['what']);
  return event === 'journal.written' && !NO_COMMANDS.has(what) ? { ...base, detail: { what } } : undefined;
}

/** What a placement set leaves out: `every-host` takes each host that fits, `every-role` one host of each standing. */
export type Breadth = 'every-host' | 'every-role';

/** Lasting faults of a placement end by themselves. */
const LASTING_MS = 60_000;

/**
 * The canonical forms of every kind of fault, without their moments: for each host that its first host argument can be, the
 * other arguments as their definition names them first.
 */
export function canonicalFaults(spec: ClusterSpec, breadth: Breadth): readonly Omit<Fault, 'when'>[] {
  const hosts = breadth === 'every-host' ? undefined : representatives(spec);
  return faultKinds(spec).flatMap((definition) => canonicalOf(definition, spec, hosts));
}

function canonicalOf(
  definition: FaultDefinition,
  spec: ClusterSpec,
  hosts: readonly string[] | undefined,
): readonly Omit<Fault, 'when'>[] {
  const lasting = definition.timing === 'lasting' ? { forMs: LASTING_MS } : {};
  const first = definition.args.find(({ type }) => type === 'host');
  const choices = first === undefined ? [''] : candidatesOf(first, spec);
  return choices.flatMap((choice, index) => {
    if (first !== undefined && hosts !== undefined && !hosts.includes(choice)) return [];
    const args = argumentsBy(definition, spec, (_, argument) => (argument === first ? index : 0));
    return args === undefined ? [] : [{ kind: definition.kind, args, ...lasting }];
  });
}

/** One host of each standing: the first master, the last one, a worker, the load balancer. */
function representatives(spec: ClusterSpec): readonly string[] {
  const of = (role: HostRole): readonly string[] => hostsOf(spec, role).map(({ name }) => name);
  const masters = of('control-plane');
  return [masters[0], masters.at(-1), of('worker')[0], of('load-balancer')[0]].filter(
    (name) => name !== undefined,
  );
}

/** Every canonical fault at every step. */
export function singles(
  faults: readonly Omit<Fault, 'when'>[],
  steps: readonly Occasion[],
): readonly Fault[] {
  return faults.flatMap((fault) => steps.map((when) => ({ ...fault, when })));
}
