import type { Task } from '../../engine/task.js';
import type { KubeObject } from '../../kubernetes/client.js';
import type { Resource } from '../../kubernetes/resources.js';
import { resourceNamed } from '../../kubernetes/resources.js';
import { evaluateJsonPath } from './jsonpath.js';
import { listJson, listText, objectJson, objectText } from './object-json.js';
import type { KubectlSession } from './session.js';
import { fail, namespaceFor, qualifiedKind, report } from './session.js';
import { renderTable } from './tables.js';

/** `kubectl get RESOURCE [NAME…]`, `kubectl get RESOURCE/NAME`, `kubectl get --raw PATH`. */
export function get(session: KubectlSession): Task<number> {
  const { arguments: args } = session;
  const raw = args.flags.get('raw');
  if (raw !== undefined) return getRaw(session, raw);
  const word = args.words[1] ?? '';
  const slash = word.indexOf('/');
  const type = slash < 0 ? word : word.slice(0, slash);
  const others = args.words.slice(2);
  const names = slash < 0 ? others : [...word.slice(slash + 1).split('/'), ...others];
  if (type === '') return refused(session, 'error: You must specify the type of resource to get.');
  const resource = resourceNamed(type.split('.')[0] ?? '');
  if (resource === undefined) {
    return refused(session, `error: the server doesn't have a resource type "${type}"`);
  }
  return names.length === 0 ? getAll(session, resource) : getNamed(session, resource, names);
}

function* refused(session: KubectlSession, message: string): Task<number> {
  return fail(session, message);
}

function* getRaw(session: KubectlSession, path: string): Task<number> {
  const answer = yield* session.client.raw(path);
  if (!answer.ok) return report(session, answer.error);
  session.process.write('stdout', answer.value);
  return 0;
}

function* getAll(session: KubectlSession, resource: Resource): Task<number> {
  const { arguments: args, client, process } = session;
  const everywhere = args.flags.has('all-namespaces');
  const namespace = everywhere ? undefined : namespaceFor(session, resource);
  const answer = yield* client.list(resource.kind, namespace);
  if (!answer.ok) return report(session, answer.error);
  const selector = args.flags.get('selector');
  const objects = answer.value
    .filter((object) => matches(object, selector))
    .sort((a, b) => compare(a.namespace ?? '', b.namespace ?? '') || compare(a.name, b.name));
  const output = args.flags.get('output') ?? '';
  if (objects.length === 0 && (output === '' || output === 'wide')) {
    process.err(
      namespace === undefined ? 'No resources found' : `No resources found in ${namespace} namespace.`,
    );
    return 0;
  }
  print(session, resource, objects, true);
  return 0;
}

function* getNamed(session: KubectlSession, resource: Resource, names: readonly string[]): Task<number> {
  const { arguments: args, client } = session;
  const namespace = namespaceFor(session, resource);
  const objects: KubeObject[] = [];
  let code = 0;
  for (const name of names) {
    const answer = yield* client.get(resource.kind, namespace, name);
    if (answer.ok) objects.push(answer.value);
    else if (answer.error.reason === 'NotFound' && args.flags.has('ignore-not-found')) continue;
    else code = report(session, answer.error);
  }
  const [first] = objects;
  if (first === undefined) return code;
  print(session, resource, objects, names.length > 1);
  return code;
}

function print(
  session: KubectlSession,
  resource: Resource,
  objects: readonly KubeObject[],
  asList: boolean,
): void {
  const { arguments: args, process } = session;
  const output = args.flags.get('output') ?? '';
  const [first] = objects;
  if (output === 'json') {
    process.write('stdout', asList || first === undefined ? listText(objects) : objectText(first));
  } else if (output === 'name') {
    for (const { name } of objects) process.out(`${qualifiedKind(resource)}/${name}`);
  } else if (output.startsWith('jsonpath=')) {
    const json = asList || first === undefined ? listJson(objects) : objectJson(first);
    process.write('stdout', evaluateJsonPath(unquoted(output.slice('jsonpath='.length)), json));
  } else {
    const lines = renderTable(objects, {
      kind: resource.kind,
      nowUs: process.host.clock(),
      wide: output === 'wide',
      withNamespace: args.flags.has('all-namespaces') && resource.namespaced,
      withHeaders: !args.flags.has('no-headers'),
    });
    for (const line of lines) process.out(line);
  }
}

/** `a=b,c` : labels that must be there, with that value if one is given. */
function matches(object: KubeObject, selector: string | undefined): boolean {
  if (selector === undefined) return true;
  return selector.split(',').every((term) => {
    const [key = '', value] = term.split(/==?/);
    const label = object.labels[key];
    return label !== undefined && (value === undefined || label === value);
  });
}

function unquoted(text: string): string {
  return text.replace(/^'(.*)'$/s, '$1');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
