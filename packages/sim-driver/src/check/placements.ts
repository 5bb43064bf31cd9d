import type { ClusterSpec, HostName, HostRole } from '@quorate/core';
import { hostsOf } from '@quorate/core';
import type { TraceRecord } from '../engine/trace.js';
import type { Fault, FaultArgument, FaultDefinition, Occasion } from '../faults/fault.js';
import { fits } from '../faults/fault.js';
import type { Scenario } from '../scenario/scenario.js';
import { runScenario } from '../scenario/scenario.js';
import { candidatesOf, faultKinds } from './fault-kinds.js';

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

/** Whom a fault strikes: `every-host` in a form of its own each, `every-role` takes the hosts of one standing together. */
export type Breadth = 'every-host' | 'every-role';

/** A kind of fault on the hosts of one standing, with everything that its arguments can be there. */
export interface FaultForm {
  readonly kind: string;
  /** Lasting ones end by themselves. */
  readonly forMs?: number;
  /** At least one; that which the definition names first comes first. */
  readonly variants: readonly [Fault['args'], ...Fault['args'][]];
}

/** Lasting faults of a placement end by themselves. */
const LASTING_MS = 60_000;

/** Coprime to the numbers of variants, so that neighbouring steps get variants that differ in more than the last argument. */
const STRIDE = 1_000_003;

/** Every kind of fault, once for each host or standing that its first host argument can be of. */
export function faultForms(spec: ClusterSpec, breadth: Breadth): readonly FaultForm[] {
  const groups = breadth === 'every-host' ? spec.hosts.map(({ name }) => [name]) : standings(spec);
  return faultKinds(spec).flatMap((definition) => formsOf(definition, spec, groups));
}

function formsOf(
  definition: FaultDefinition,
  spec: ClusterSpec,
  groups: readonly (readonly HostName[])[],
): readonly FaultForm[] {
  const lasting = definition.timing === 'lasting' ? { forMs: LASTING_MS } : {};
  const struck = definition.args.find(({ type }) => type === 'host');
  return (struck === undefined ? [undefined] : groups).flatMap((group) => {
    const [first, ...others] = variantsOf(definition.args, spec, { struck, group });
    return first === undefined ? [] : [{ kind: definition.kind, variants: [first, ...others], ...lasting }];
  });
}

interface Choice {
  readonly struck: FaultArgument | undefined;
  readonly group: readonly HostName[] | undefined;
}

/** Every combination of the arguments; the hosts of one fault differ from each other. */
function variantsOf(
  args: readonly FaultArgument[],
  spec: ClusterSpec,
  { struck, group }: Choice,
  chosen: Fault['args'] = {},
  hosts: readonly HostName[] = [],
): readonly Fault['args'][] {
  const [argument, ...rest] = args;
  if (argument === undefined) return [chosen];
  const candidates = candidatesOf(argument, spec, hosts[0]).filter(
    (value) =>
      argument.type !== 'host' ||
      (!hosts.includes(value) && (argument !== struck || group?.includes(value) === true)),
  );
  const next = (value: string | undefined) =>
    variantsOf(
      rest,
      spec,
      { struck, group },
      value === undefined ? chosen : { ...chosen, [argument.name]: value },
      value !== undefined && argument.type === 'host' ? [...hosts, value] : hosts,
    );
  return (argument.optional === true ? [undefined, ...candidates] : candidates).flatMap(next);
}

/** The master that initialises, those that join, the workers, the load balancer. */
function standings(spec: ClusterSpec): readonly (readonly HostName[])[] {
  const of = (role: HostRole): readonly HostName[] => hostsOf(spec, role).map(({ name }) => name);
  const [first, ...later] = of('control-plane');
  const groups = [first === undefined ? [] : [first], later, of('worker'), of('load-balancer')];
  return groups.filter((group) => group.length > 0);
}

/** Every form at every step. Its variants, its hosts among them, take turns from step to step, and begin elsewhere with another `turn`. */
export function singles(forms: readonly FaultForm[], steps: readonly Occasion[], turn = 0): readonly Fault[] {
  return forms.flatMap((form, formIndex) =>
    steps.map((when, stepIndex) => faultOf(form, when, formIndex + stepIndex + turn)),
  );
}

function faultOf({ kind, variants, forMs }: FaultForm, when: Occasion, turn: number): Fault {
  const args = variants[(turn * STRIDE) % variants.length] ?? variants[0];
  return { kind, args, when, ...(forMs === undefined ? {} : { forMs }) };
}
