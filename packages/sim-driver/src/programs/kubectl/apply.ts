import { parseAllDocuments } from 'yaml';
import { rememberByText } from '../../engine/remember.js';
import type { Task } from '../../engine/task.js';
import type { NewKubeObject } from '../../kubernetes/client.js';
import { asObject, asString, asStrings, at, isObject } from '../../kubernetes/json.js';
import { resourceOf } from '../../kubernetes/resources.js';
import { publishedManifest } from './published-manifests.js';
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

/** The documents of a manifest; every simulation of a spec applies the same few texts. */
const readDocuments = rememberByText((text): readonly ManifestDocument[] => {
  const documents: ManifestDocument[] = [];
  for (const document of parseAllDocuments(text)) {
    const [problem] = document.errors;
    documents.push(problem === undefined ? { content: document.toJS() } : { problem: problem.message });
  }
  return documents;
});

interface ManifestDocument {
  readonly problem?: string;
  readonly content?: unknown;
}

function readSource(session: KubectlSession, source: string): string | undefined {
  if (source === '-') return session.process.stdin;
  return /^https?:\/\//.test(source) ? publishedManifest(source) : session.process.host.disk.text(source);
}

/** The API object that a document describes; undefined without kind or name. */
function toObject(
  content: Readonly<Record<string, unknown>>,
  namespace: string | undefined,
): NewKubeObject | undefined {
  const { apiVersion: _version, kind, metadata, ...body } = content;
  const name = asString(at(metadata, 'name'));
  if (typeof kind !== 'string' || name === undefined) return undefined;
  const where = asString(at(metadata, 'namespace')) ?? namespace ?? 'default';
  return {
    kind,
    name,
    ...(resourceOf(kind).namespaced ? { namespace: where } : {}),
    labels: asStrings(at(metadata, 'labels')),
    annotations: { ...asStrings(at(metadata, 'annotations')), [LAST_APPLIED]: JSON.stringify(content) },
    body: asObject(body),
  };
}

function groupedKind(content: Readonly<Record<string, unknown>>): string {
  const [group = '', version] = (asString(content['apiVersion']) ?? 'v1').split('/');
  const kind = (asString(content['kind']) ?? '').toLowerCase();
  return version === undefined ? kind : `${kind}.${group}`;
}
