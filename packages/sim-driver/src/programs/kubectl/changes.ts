import type { Task } from '../../engine/task.js';
import type { KubeObject } from '../../kubernetes/client.js';
import { resourceNamed } from '../../kubernetes/resources.js';
import type { KubectlSession } from './session.js';
import { fail, namespaceFor, qualifiedKind, report } from './session.js';
import { createFromFile } from './write.js';

/** `kubectl delete RESOURCE NAME…`. */
export function* deleteObjects(session: KubectlSession): Task<number> {
  const { arguments: args, client, process } = session;
  const [type = '', ...rest] = (args.words[1] ?? '').split('/');
  const resource = resourceNamed(type);
  if (resource === undefined)
    return fail(session, `error: the server doesn't have a resource type "${type}"`);
  let code = 0;
  for (const name of [...rest, ...args.words.slice(2)]) {
    const answer = yield* client.delete(resource.kind, namespaceFor(session, resource), name);
    if (answer.ok) process.out(`${qualifiedKind(resource)} "${name}" deleted`);
    else if (answer.error.reason !== 'NotFound' || !args.flags.has('ignore-not-found')) {
      code = report(session, answer.error);
    }
  }
  return code;
}

/** `kubectl create configmap NAME --from-literal=key=value…`, and `kubectl create -f FILE`. */
export function* create(session: KubectlSession): Task<number> {
  const { arguments: args, client, process } = session;
  if (args.flags.has('filename')) return yield* createFromFile(session);
  const [, type = '', name] = args.words;
  if (resourceNamed(type)?.kind !== 'ConfigMap')
    return fail(session, `error: unknown command "create ${type}"`);
  if (name === undefined) return fail(session, 'error: exactly one NAME is required, got 0');
  const data: Record<string, string> = {};
  for (const literal of args.literals) {
    const separator = literal.indexOf('=');
    if (separator === -1) {
      return fail(session, `error: invalid literal source ${literal}, expected key=value`);
    }
    data[literal.slice(0, separator)] = literal.slice(separator + 1);
  }
  const namespace = args.flags.get('namespace') ?? 'default';
  const answer = yield* client.create({ kind: 'ConfigMap', namespace, name, body: { data } });
  if (!answer.ok) return report(session, answer.error);
  process.out(`configmap/${name} created`);
  return 0;
}

/** `kubectl label RESOURCE NAME key=value… key-…`. */
export function* label(session: KubectlSession): Task<number> {
  const { arguments: args, client, process } = session;
  const [, type = '', name = '', ...changes] = args.words;
  const resource = resourceNamed(type);
  if (resource === undefined)
    return fail(session, `error: the server doesn't have a resource type "${type}"`);
  const namespace = namespaceFor(session, resource);
  const current = yield* client.get(resource.kind, namespace, name);
  if (!current.ok) return report(session, current.error);
  const labels: Record<string, string> = { ...current.value.labels };
  for (const change of changes) {
    const [key = '', value = ''] = change.split('=');
    if (change.endsWith('-')) {
      Reflect.deleteProperty(labels, change.slice(0, -1));
      continue;
    }
    const before = labels[key];
    if (before !== undefined && before !== value && !args.flags.has('overwrite')) {
      return fail(session, `error: '${key}' already has a value (${before}), and --overwrite is false`);
    }
    labels[key] = value;
  }
  if (sameLabels(current.value, labels)) {
    process.out(`${qualifiedKind(resource)}/${name} not labeled`);
    return 0;
  }
  const answer = yield* client.update(resource.kind, namespace, name, (object) => ({ ...object, labels }));
  if (!answer.ok) return report(session, answer.error);
  process.out(`${qualifiedKind(resource)}/${name} labeled`);
  return 0;
}

function sameLabels(object: KubeObject, labels: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(labels);
  return (
    keys.length === Object.keys(object.labels).length &&
    keys.every((key) => object.labels[key] === labels[key])
  );
}
