import type { ClusterSpec, Observation } from '@quorate/core';
import { digestOf } from './canonical-json.js';

/** As of saved plans: a reader of 1.x may meet fields that it does not know. */
export const OBSERVATION_FORMAT_VERSION = '1.0';

/** What was seen of the hosts of a specification, as a document of its own. */
export interface SavedObservation {
  readonly cluster: string;
  readonly specDigest: string;
  readonly observation: Observation;
}

/** `format_version`, `kind`, then the fields of {@link SavedObservation}. Holds no secrets. */
export function renderSavedObservation(spec: ClusterSpec, observation: Observation): string {
  const saved: SavedObservation = { cluster: spec.name, specDigest: digestOf(spec), observation };
  return `${JSON.stringify({ format_version: OBSERVATION_FORMAT_VERSION, kind: 'observation', ...saved }, undefined, 2)}\n`;
}

export type ReadObservation =
  | { readonly kind: 'read'; readonly observation: Observation }
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'other-version'; readonly found: string }
  /** Of hosts that are not those of this specification; names both lists. */
  | { readonly kind: 'other-hosts'; readonly seen: readonly string[] };

/** A saved observation for a specification with the same hosts; what else the specification says may have changed since. */
export function readSavedObservation(text: string, spec: ClusterSpec): ReadObservation {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { kind: 'unreadable', why: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isObject(json) || !('format_version' in json) || !('observation' in json))
    return { kind: 'unreadable', why: 'no saved observation: it lacks format_version or observation' };
  const { format_version: version } = json;
  if (typeof version !== 'string' || version.split('.')[0] !== OBSERVATION_FORMAT_VERSION.split('.')[0])
    return { kind: 'other-version', found: String(version) };
  const { observation } = json;
  if (!isObservation(observation))
    return { kind: 'unreadable', why: 'its observation has no hosts or no cluster' };
  const seen = Object.keys(observation.hosts);
  const wanted = spec.hosts.filter(({ role }) => role !== 'jumpbox').map(({ name }) => name);
  if ([...seen].sort().join() !== [...wanted].sort().join()) return { kind: 'other-hosts', seen };
  return { kind: 'read', observation };
}

/** As far as it matters for telling what kind of document it is. */
function isObservation(json: unknown): json is Observation {
  if (!isObject(json) || !('hosts' in json) || !('cluster' in json)) return false;
  return isObject(json.hosts) && isObject(json.cluster);
}

function isObject(json: unknown): json is object {
  return typeof json === 'object' && json !== null;
}
