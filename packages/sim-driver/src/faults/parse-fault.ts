import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import { FAULT_CATALOGUE, faultDefinition } from './catalogue.js';
import type { FaultHost } from './fault-arguments.js';
import { argumentsProblem } from './fault-arguments.js';
import type { Fault, Moment } from './fault.js';
import { parseSpan } from './span.js';

/**
 * The short form of a fault: `KIND[:ARG,ARG…]@MOMENT[~SPAN]`; SPAN is how long a lasting fault lasts.
 * MOMENT is a time after the start (`90s`) or `EVENT[/HOST][/KEY=VALUE…][#N][+DELAY]`, for example
 * `kill:master3,kubeadm@etcd.member-added#2+50ms` or `power-off:master2@kubeadm.phase/master2/phase=certs`.
 * Arguments that would do nothing are refused, those too that do nothing on hosts of that role.
 */
export function parseFault(text: string, hosts: readonly FaultHost[]): Result<Fault, string> {
  const at = text.lastIndexOf('@');
  if (at < 0) return err(`fault "${text}" has no moment: write KIND:HOST@90s or KIND:HOST@EVENT`);
  const [kind, rest] = splitOnce(text.slice(0, at), ':');
  const definition = faultDefinition(kind);
  if (definition === undefined) {
    return err(`unknown fault "${kind}"; there are ${FAULT_CATALOGUE.map((one) => one.kind).join(', ')}`);
  }
  const values = rest === '' ? [] : rest.split(',');
  if (values.length > definition.args.length) {
    return err(`fault ${kind} takes ${definition.args.length} arguments, "${rest}" has ${values.length}`);
  }
  const args: Record<string, string> = {};
  for (const [index, argument] of definition.args.entries()) {
    const value = values[index];
    if (value === undefined || value === '') {
      if (argument.optional === true) continue;
      return err(`fault ${kind} needs ${definition.args.map((one) => one.name).join(',')}`);
    }
    args[argument.name] = value;
  }
  const problem = argumentsProblem(definition, args, hosts);
  if (problem !== undefined) return err(`fault ${kind}: ${problem}`);
  const [moment, span] = splitOnce(text.slice(at + 1), '~');
  const when = parseMoment(moment);
  if (!when.ok) return when;
  if (span === '') return ok({ kind, args, when: when.value });
  const forMs = parseSpan(span);
  if (forMs === undefined || forMs <= 0) return err(`fault ${kind}: "${span}" is not how long it can last`);
  if (definition.timing === 'once') return err(`fault ${kind} strikes once: it cannot last ${span}`);
  return ok({ kind, args, when: when.value, forMs });
}

export function parseMoment(text: string): Result<Moment, string> {
  const ms = parseSpan(text);
  if (ms !== undefined && ms < 0)
    return err(`"${text}" is before the start; a moment is a time span from 0s, or an event`);
  if (ms !== undefined) return ok({ kind: 'after', ms });
  const match = /^([a-z.-]+)((?:\/[^#+]+)?)(?:#(\d+))?(?:\+(\w+))?$/.exec(text);
  const event = match?.[1];
  if (match === null || event === undefined) return err(`"${text}" is neither a time span nor an event`);
  const delayMs = match[4] === undefined ? 0 : parseSpan(match[4]);
  if (delayMs === undefined) return err(`"${match[4] ?? ''}" is not a time span`);
  const { host, detail } = parseQualifiers(match[2] ?? '');
  return ok({
    kind: 'on',
    event,
    occurrence: match[3] === undefined ? 1 : Number(match[3]),
    delayMs,
    ...(host === undefined ? {} : { host }),
    ...(Object.keys(detail).length === 0 ? {} : { detail }),
  });
}

/** `/HOST/KEY=VALUE/KEY=VALUE`; a value may hold slashes itself, as the names of kubeadm's sub-phases do. */
function parseQualifiers(text: string): {
  readonly host: string | undefined;
  readonly detail: Readonly<Record<string, string>>;
} {
  let host: string | undefined;
  const pairs: [string, string][] = [];
  for (const part of text.split('/').filter((one) => one !== '')) {
    const last = pairs.at(-1);
    if (part.includes('=')) pairs.push(splitOnce(part, '='));
    else if (last === undefined) host ??= part;
    else last[1] += `/${part}`;
  }
  return { host, detail: Object.fromEntries(pairs) };
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + separator.length)];
}
