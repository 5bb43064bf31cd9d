import type { Task } from '../../engine/task.js';
import type { Taint } from '../../kubernetes/node-object.js';
import { taintsOf, withTaints } from '../../kubernetes/node-object.js';
import type { KubectlSession } from './session.js';
import { fail, report } from './session.js';

interface TaintChange {
  readonly key: string;
  readonly value?: string;
  /** Absent: of every effect (removal only). */
  readonly effect?: string;
  readonly remove: boolean;
}

/** `kubectl taint node NAME key[=value]:Effect… key[:Effect]-…`. */
export function* taint(session: KubectlSession): Task<number> {
  const { arguments: args, client, process } = session;
  const [, , name = '', ...words] = args.words;
  const current = yield* client.get('Node', undefined, name);
  if (!current.ok) return report(session, current.error);
  let taints = taintsOf(current.value);
  let added = false;
  for (const change of words.map(parseTaint)) {
    const others = taints.filter((one) => !concerns(change, one));
    if (change.remove) {
      if (others.length === taints.length) {
        const effect = change.effect === undefined ? '' : `:${change.effect}`;
        return fail(session, `error: taint "${change.key}${effect}" not found`);
      }
      taints = others;
      continue;
    }
    if (others.length < taints.length && !args.flags.has('overwrite')) {
      return fail(
        session,
        `error: node ${name} already has ${change.key} taint(s) with same effect(s) and --overwrite is false`,
      );
    }
    added = true;
    const value = change.value === undefined ? {} : { value: change.value };
    taints = [...others, { key: change.key, effect: change.effect ?? '', ...value }];
  }
  const answer = yield* client.update('Node', undefined, name, (node) => withTaints(node, taints));
  if (!answer.ok) return report(session, answer.error);
  process.out(`node/${name} ${added ? 'tainted' : 'untainted'}`);
  return 0;
}

function parseTaint(word: string): TaintChange {
  const remove = word.endsWith('-');
  const [keyAndValue = '', effect] = (remove ? word.slice(0, -1) : word).split(':');
  const [key = '', value] = keyAndValue.split('=');
  return {
    key,
    remove,
    ...(value === undefined || value === '' ? {} : { value }),
    ...(effect === undefined ? {} : { effect }),
  };
}

function concerns(change: TaintChange, one: Taint): boolean {
  return one.key === change.key && (change.effect === undefined || one.effect === change.effect);
}
