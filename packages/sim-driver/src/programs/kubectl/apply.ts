import type { Task } from '../../engine/task.js';
import type { NewKubeObject } from '../../kubernetes/client.js';
import { isObject } from '../../kubernetes/json.js';
import { groupedKind, objectOf, readDocuments, readSource } from './manifest.js';
import type { KubectlSession } from './session.js';
import { fail, report } from './session.js';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** `kubectl apply -f FILE`, `-f URL` and `-f -`; one line for each document. */
export function* apply(session: KubectlSession): Task<number> {
  const { arguments: args, process, client } = session;
  const source = args.flags.get('filename');
  if (source === undefined) return fail(session, 'error: must specify one of -f and -k');
  const text = readSource(session, source);
  if (text === undefined) {
    return fail(session, `error: the path "${source}" does not exist`);
  }
  let code = 0;
  for (const { problem, content } of readDocuments(text)) {
    if (problem !== undefined) {
      return fail(session, `error: error parsing ${source}: error converting YAML to JSON: ${problem}`);
    }
    if (!isObject(content)) continue;
    const object = toObject(content, args.flags.get('namespace'));
    if (object === undefined) {
      return fail(session, `error: unable to recognize "${source}": Object 'Kind' is missing`);
    }
    const name = `${groupedKind(content)}/${object.name}`;
    const current = yield* client.get(object.kind, object.namespace, object.name);
    if (!current.ok && current.error.reason !== 'NotFound') return report(session, current.error);
    if (current.ok && current.value.annotations[LAST_APPLIED] === object.annotations?.[LAST_APPLIED]) {
      process.out(`${name} unchanged`);
      continue;
    }
    const applied = yield* client.apply(object);
    if (applied.ok) process.out(`${name} ${applied.value.created ? 'created' : 'configured'}`);
    else code = report(session, applied.error);
  }
  return code;
}

/** What is applied records the document that it was applied from. */
function toObject(
  content: Readonly<Record<string, unknown>>,
  namespace: string | undefined,
): NewKubeObject | undefined {
  const object = objectOf(content, namespace);
  if (object === undefined) return undefined;
  return { ...object, annotations: { ...object.annotations, [LAST_APPLIED]: JSON.stringify(content) } };
}
