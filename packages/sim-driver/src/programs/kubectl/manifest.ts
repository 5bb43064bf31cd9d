import { parseAllDocuments } from 'yaml';
import { rememberByText } from '../../engine/remember.js';
import type { NewKubeObject } from '../../kubernetes/client.js';
import { asObject, asString, asStrings, at } from '../../kubernetes/json.js';
import { resourceOf } from '../../kubernetes/resources.js';
import { publishedManifest } from './published-manifests.js';
import type { KubectlSession } from './session.js';

/** The documents of a manifest; every simulation of a spec applies the same few texts. */
export const readDocuments = rememberByText((text): readonly ManifestDocument[] => {
  const documents: ManifestDocument[] = [];
  for (const document of parseAllDocuments(text)) {
    const [problem] = document.errors;
    documents.push(problem === undefined ? { content: document.toJS() } : { problem: problem.message });
  }
  return documents;
});

export interface ManifestDocument {
  readonly problem?: string;
  readonly content?: unknown;
}

/** What `-f` names: a file, a URL, or standard input (`-`). */
export function readSource(session: KubectlSession, source: string): string | undefined {
  if (source === '-') return session.process.stdin;
  return /^https?:\/\//.test(source) ? publishedManifest(source) : session.process.host.disk.text(source);
}

/** The API object that a document describes; undefined without kind or name. */
export function objectOf(
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
    annotations: asStrings(at(metadata, 'annotations')),
    body: asObject(body),
  };
}

/** `lease.coordination.k8s.io`, `configmap`: how kubectl names the kind of a document. */
export function groupedKind(content: Readonly<Record<string, unknown>>): string {
  const [group = '', version] = (asString(content['apiVersion']) ?? 'v1').split('/');
  const kind = (asString(content['kind']) ?? '').toLowerCase();
  return version === undefined ? kind : `${kind}.${group}`;
}
