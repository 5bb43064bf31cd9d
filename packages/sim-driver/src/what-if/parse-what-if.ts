import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import { FAULT_CATALOGUE, faultDefinition } from '../faults/catalogue.js';
import type { FaultHost } from '../faults/fault-arguments.js';
import type { Fault } from '../faults/fault.js';
import { parseFault } from '../faults/parse-fault.js';
import { parseSpan } from '../faults/span.js';

/** One thing that is tried out. `text` is as it was written. */
export type WhatIfAction =
  /** Anything of the fault catalogue, now. */
  | { readonly kind: 'strike'; readonly text: string; readonly fault: Fault }
  | { readonly kind: 'wait'; readonly text: string; readonly ms: number }
  /** Hosts that were absent so far are switched on, and the protocol is run for them. */
  | { readonly kind: 'join'; readonly text: string; readonly hosts: readonly string[] }
  /** The protocol is run as it would be now. */
  | { readonly kind: 'apply'; readonly text: string };

/** What people say for faults. */
const SHORT: Readonly<Record<string, string>> = { off: 'power-off', on: 'power-on' };

const NAMES = ['wait', 'join', 'apply', ...Object.keys(SHORT), ...FAULT_CATALOGUE.map(({ kind }) => kind)];

/**
 * `off master2; wait 2h; join master4; cut master1 master3; apply`: actions separated by `;`. The first word is `wait`, `join`,
 * `apply`, `off`, `on` or a kind of fault, whose arguments follow. The error holds a line for each action that is wrong.
 */
export function parseWhatIf(
  text: string,
  hosts: readonly FaultHost[],
): Result<readonly WhatIfAction[], readonly string[]> {
  const parts = text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) return err(['nothing is asked: write actions such as "off master2; wait 2h"']);
  const actions: WhatIfAction[] = [];
  const problems: string[] = [];
  for (const part of parts) {
    const action = parseAction(part, hosts);
    if (action.ok) actions.push(action.value);
    else problems.push(`"${part}": ${action.error}`);
  }
  const joining = actions.flatMap((action) => (action.kind === 'join' ? action.hosts : []));
  const twice = joining.find((name, index) => joining.indexOf(name) !== index);
  if (twice !== undefined) problems.push(`${twice} joins twice`);
  return problems.length === 0 ? ok(actions) : err(problems);
}

function parseAction(text: string, hosts: readonly FaultHost[]): Result<WhatIfAction, string> {
  const [word = '', ...rest] = text.split(/[\s,]+/);
  switch (word) {
    case 'wait': {
      const ms = parseSpan(rest.join(''));
      return ms === undefined || ms <= 0
        ? err('wait for how long? write for example: wait 2h')
        : ok({ kind: 'wait', text, ms });
    }
    case 'join': {
      const names = hosts.map((host) => (typeof host === 'string' ? host : host.name));
      const strange = rest.find((name) => !names.includes(name));
      if (rest.length === 0) return err('who joins? write for example: join master3');
      return strange === undefined
        ? ok({ kind: 'join', text, hosts: rest })
        : err(`no host "${strange}" in the spec; there are ${names.join(', ')}`);
    }
    case 'apply':
      return rest.length === 0 ? ok({ kind: 'apply', text }) : err('apply takes no arguments');
    default: {
      const kind = SHORT[word] ?? word;
      if (faultDefinition(kind) === undefined)
        return err(`unknown action "${word}"; there are ${NAMES.join(', ')}`);
      const args = rest.length === 0 ? '' : `:${rest.join(',')}`;
      const fault = parseFault(`${kind}${args}@0s`, hosts);
      return fault.ok ? ok({ kind: 'strike', text, fault: fault.value }) : fault;
    }
  }
}
