import type { Task } from '../../engine/task.js';
import type { KubeError, KubeObject, KubeResult, NewKubeObject } from '../../kubernetes/client.js';
import { asString, at, isObject } from '../../kubernetes/json.js';
import { conflict } from '../../kubernetes/kube-error.js';
import { resourceOf } from '../../kubernetes/resources.js';
import { describeKubectlError } from './connection.js';
import { groupedKind, objectOf, readDocuments, readSource } from './manifest.js';
import { objectJson } from './object-json.js';
import type { KubectlSession } from './session.js';
import { fail } from './session.js';

type Content = Readonly<Record<string, unknown>>;

interface Verb {
  readonly doing: string;
  readonly done: string;
  readonly send: (
    session: KubectlSession,
    object: NewKubeObject,
    content: Content,
  ) => Task<KubeResult<KubeObject>>;
}

/** `kubectl create -f FILE` and `-f -`: refused for an object that is there. */
export const createFromFile = (session: KubectlSession): Task<number> =>
  write(session, { doing: 'creating', done: 'created', send: ({ client }, object) => client.create(object) });

/**
 * `kubectl replace -f FILE` and `-f -`: the whole object. With a `metadata.resourceVersion` only the object of that very version;
 * without one, whichever is there.
 */
export const replace = (session: KubectlSession): Task<number> =>
  write(session, { doing: 'replacing', done: 'replaced', send: put });

function* write(session: KubectlSession, { doing, done, send }: Verb): Task<number> {
  const { arguments: args, process } = session;
  const source = args.flags.get('filename');
  if (source === undefined) return fail(session, 'error: must specify one of -f and -k');
  const text = readSource(session, source);
  if (text === undefined) return fail(session, `error: the path "${source}" does not exist`);
  const shownAs = source === '-' ? 'STDIN' : source;
  for (const { problem, content } of readDocuments(text)) {
    if (problem !== undefined)
      return fail(session, `error: error parsing ${shownAs}: error converting YAML to JSON: ${problem}`);
    if (!isObject(content)) continue;
    const object = objectOf(content, args.flags.get('namespace'));
    if (object === undefined)
      return fail(session, `error: unable to recognize "${shownAs}": Object 'Kind' is missing`);
    const answer = yield* send(session, object, content);
    if (!answer.ok) return reportWrite(session, answer.error, `error when ${doing} "${shownAs}": `);
    if (args.flags.get('output') === 'json')
      process.out(JSON.stringify(objectJson(answer.value), undefined, 4));
    else process.out(`${groupedKind(content)}/${object.name} ${done}`);
  }
  return 0;
}

function* put(
  session: KubectlSession,
  object: NewKubeObject,
  content: Content,
): Task<KubeResult<KubeObject>> {
  const { kind, namespace, name, labels = {}, annotations = {}, body } = object;
  const wanted = asString(at(content['metadata'], 'resourceVersion'));
  const seen = { outdated: false };
  const answer = yield* session.client.update(kind, namespace, name, (current) => {
    seen.outdated = wanted !== undefined && wanted !== String(current.resourceVersion);
    return seen.outdated ? current : { ...current, labels, annotations, body };
  });
  return answer.ok && seen.outdated ? conflict(resourceOf(kind), name) : answer;
}

/** What the server answered stands behind what was tried; of a connection that failed kubectl says the same as ever. */
function reportWrite(session: KubectlSession, error: KubeError, trying: string): number {
  const plain = describeKubectlError(error, session.server);
  return fail(session, plain.startsWith('Error from server') ? plain.replace(/: /, `: ${trying}`) : plain);
}
