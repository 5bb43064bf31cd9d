import type { HostSpec, Result } from '@quorate/core';
import { err } from '@quorate/core';
import type { Fault } from '../faults/fault.js';
import { parseFault } from '../faults/parse-fault.js';
import { TRACE_EVENTS } from '../faults/trace-events.js';

/** A fault in its short form. Stricter than `parseFault` about moments: one that can never come is a mistake of whoever wrote it. */
export function toldFault(text: string, hosts: readonly HostSpec[]): Result<Fault, string> {
  const parsed = parseFault(text, hosts);
  if (!parsed.ok || parsed.value.when.kind === 'after') return parsed;
  const { event, host, occurrence } = parsed.value.when;
  const complain = (what: string): Result<Fault, string> =>
    err(`fault "${text}": ${what}; \`quorate faults\` explains moments`);
  if (!TRACE_EVENTS.some((one) => one.event === event))
    return complain(`nothing called "${event}" ever happens`);
  const names = hosts.map(({ name }) => name);
  if (host !== undefined && !names.some((name) => name === host))
    return complain(`no host "${host}"; there are ${names.join(', ')}`);
  if (occurrence < 1) return complain('occurrences count from #1');
  const qualifiers = (/^[^#+~]*/.exec(text.slice(text.lastIndexOf('@') + 1))?.[0] ?? '').split('/').slice(1);
  const firstPair = qualifiers.findIndex((part) => part.includes('='));
  // What follows a KEY= without one of its own belongs to its value: upload-config/kubelet.
  if ((firstPair < 0 ? qualifiers : qualifiers.slice(0, firstPair)).length > 1)
    return complain('a moment names one host at most');
  return parsed;
}
