import type { ClusterSpec, HostName } from '@quorate/core';
import { hostNamed } from '@quorate/core';
import { FAULT_CATALOGUE } from '../faults/catalogue.js';
import type { FaultArgument, FaultDefinition } from '../faults/fault.js';

/**
 * What an argument can be in a cluster, simplest first; of a fault on one host, what means something there. Empty: nothing is known
 * that makes sense.
 */
export function candidatesOf(argument: FaultArgument, spec: ClusterSpec, on?: HostName): readonly string[] {
  switch (argument.type) {
    case 'host':
      return spec.hosts
        .filter(({ role }) => role !== 'jumpbox' && (argument.roles?.includes(role) ?? true))
        .map(({ name }) => name);
    case 'before-or-after':
      return ['before', 'after'];
    case 'duration':
    case 'number':
    case 'name':
    case 'text':
      return (argument.samples ?? []).filter((sample) => fitsOn(argument, sample, spec, on));
  }
}

function fitsOn({ rolesOf }: FaultArgument, sample: string, spec: ClusterSpec, on?: HostName): boolean {
  const roles = rolesOf?.[sample];
  return on === undefined || roles === undefined || roles.includes(hostNamed(spec, on).role);
}

/** Every other argument means something on this host. */
function canBeOn({ args }: FaultDefinition, spec: ClusterSpec, on: HostName): boolean {
  return args.every(
    (argument) =>
      argument.optional === true || argument.type === 'host' || candidatesOf(argument, spec, on).length > 0,
  );
}

/** The kinds that can strike a cluster of this spec. Means to end other faults are none. */
export function faultKinds(spec: ClusterSpec, only?: readonly string[]): readonly FaultDefinition[] {
  return FAULT_CATALOGUE.filter(
    (definition) =>
      definition.aftermath !== 'no-fault' &&
      (only?.includes(definition.kind) ?? true) &&
      (definition.concerns?.(spec) ?? true) &&
      canStrike(definition, spec),
  );
}

/** Several hosts of one fault differ from each other, so there must be enough of them. */
function canStrike({ args }: FaultDefinition, spec: ClusterSpec): boolean {
  const required = args.filter(({ optional }) => optional !== true);
  const hosts = required.filter(({ type }) => type === 'host');
  const distinct = new Set(hosts.flatMap((argument) => candidatesOf(argument, spec)));
  return (
    distinct.size >= hosts.length && required.every((argument) => candidatesOf(argument, spec).length > 0)
  );
}

/** Draws arguments: `pick` chooses an index below its argument. Undefined when hosts ran out. */
export function argumentsBy(
  definition: FaultDefinition,
  spec: ClusterSpec,
  pick: (count: number, argument: FaultArgument) => number,
): Readonly<Record<string, string>> | undefined {
  const args: Record<string, string> = {};
  const taken = new Set<string>();
  for (const argument of definition.args) {
    const [on] = taken;
    const all = candidatesOf(argument, spec, on);
    const free =
      argument.type === 'host'
        ? all.filter((name) => !taken.has(name) && (on !== undefined || canBeOn(definition, spec, name)))
        : all;
    const choices = argument.optional === true ? [undefined, ...free] : free;
    if (choices.length === 0) return undefined;
    const value = choices[pick(choices.length, argument) % choices.length];
    if (value === undefined) continue;
    args[argument.name] = value;
    if (argument.type === 'host') taken.add(value);
  }
  return args;
}
