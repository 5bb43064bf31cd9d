import type { HostRole } from '@quorate/core';
import type { Fault, FaultArgument, FaultDefinition } from './fault.js';
import { parseSpan } from './span.js';

/** A host that a fault may name. A name alone: its role is not known, and any will do. */
export type FaultHost = string | { readonly name: string; readonly role: HostRole };

/**
 * Why a fault of this kind would do nothing with these arguments, or not what they say; undefined: they mean something. Only the
 * definition is asked, so that a new kind is checked as soon as it is in its list.
 */
export function argumentsProblem(
  definition: FaultDefinition,
  args: Fault['args'],
  hosts: readonly FaultHost[],
): string | undefined {
  const given = definition.args.flatMap((argument) => {
    const value = args[argument.name];
    return value === undefined ? [] : [{ argument, value }];
  });
  for (const { argument, value } of given) {
    const problem = valueProblem(argument, value, hosts);
    if (problem !== undefined) return problem;
  }
  const named = given.filter(({ argument }) => argument.type === 'host').map(({ value }) => value);
  const twice = named.find((name, index) => named.indexOf(name) !== index);
  if (twice !== undefined) return `"${twice}" stands there twice; its hosts differ from each other`;
  const struck = hosts.find((host) => nameOf(host) === named[0]);
  return given.map(({ argument, value }) => placeProblem(argument, value, struck)).find(Boolean);
}

function valueProblem(
  argument: FaultArgument,
  value: string,
  hosts: readonly FaultHost[],
): string | undefined {
  switch (argument.type) {
    case 'host':
      return hostProblem(argument, value, hosts);
    case 'duration':
      return durationProblem(argument, value);
    case 'number':
      return numberProblem(argument, value);
    case 'name':
      return argument.names?.includes(value) === true
        ? undefined
        : `no ${argument.name} "${value}"; there are ${(argument.names ?? []).join(', ')}`;
    case 'before-or-after':
      return value === 'before' || value === 'after' ? undefined : `"${value}" is neither before nor after`;
    case 'text':
      return undefined;
  }
}

function hostProblem(
  { name: argument, roles }: FaultArgument,
  value: string,
  hosts: readonly FaultHost[],
): string | undefined {
  const host = hosts.find((one) => nameOf(one) === value);
  if (host === undefined) return `no host "${value}"; there are ${hosts.map(nameOf).join(', ')}`;
  if (typeof host === 'string' || roles === undefined || roles.includes(host.role)) return undefined;
  const able = hosts.filter((one) => typeof one === 'string' || roles.includes(one.role)).map(nameOf);
  const allowed = able.length === 0 ? 'none here' : able.join(', ');
  return `${value} is a ${host.role}; its ${argument} is a ${roles.join(' or ')}: ${allowed}`;
}

function durationProblem({ name, negative }: FaultArgument, value: string): string | undefined {
  const ms = parseSpan(value);
  if (negative === true)
    return ms === undefined ? `"${value}" is not a time span such as 90s or -2h` : undefined;
  if (ms === undefined) return `"${value}" is not a time span such as 90s`;
  return ms < 0 ? `"${value}" is less than nothing; its ${name} is a time span from 0s` : undefined;
}

function numberProblem({ name, least = 1, most }: FaultArgument, value: string): string | undefined {
  const number = Number(value);
  const inRange = number >= least && number <= (most ?? Number.MAX_SAFE_INTEGER);
  if (/^\d+$/.test(value) && inRange) return undefined;
  const range = most === undefined ? `from ${least}` : `from ${least} to ${most}`;
  return `"${value}" does not do; its ${name} is a whole number ${range}`;
}

/** Of what runs on hosts of some roles only. */
function placeProblem(
  { rolesOf }: FaultArgument,
  value: string,
  struck: FaultHost | undefined,
): string | undefined {
  const roles = rolesOf?.[value];
  if (roles === undefined || struck === undefined || typeof struck === 'string') return undefined;
  return roles.includes(struck.role)
    ? undefined
    : `${value} does not run on ${struck.name}, a ${struck.role}; it does on each ${roles.join(' and ')}`;
}

function nameOf(host: FaultHost): string {
  return typeof host === 'string' ? host : host.name;
}
