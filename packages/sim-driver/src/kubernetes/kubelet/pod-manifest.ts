import { parse } from 'yaml';
import { rememberByText } from '../../engine/remember.js';
import type { Micros } from '../../engine/scheduler.js';
import { seconds } from '../../engine/scheduler.js';
import { parseBlockYaml } from './block-yaml.js';
import { asArray, asObject, asString, asStrings, at, isObject } from '../json.js';

export interface LivenessProbe {
  readonly address: string;
  readonly port: number;
  readonly path: string;
  readonly periodUs: Micros;
  readonly failureThreshold: number;
}

/** What the kubelet needs of a static pod's manifest: its one container. */
export interface PodManifest {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly image: string;
  /** The container's argv. */
  readonly command: readonly string[];
  readonly liveness?: LivenessProbe;
  /** The whole text: a different text is a different pod. */
  readonly text: string;
}

/** Undefined when the text is no pod with a container; the kubelet then ignores the file. */
export const parsePodManifest = rememberByText(parseManifest);

function parseManifest(text: string): PodManifest | undefined {
  const document = parseBlockYaml(text) ?? parseAnyYaml(text);
  const name = asString(at(document, 'metadata', 'name'));
  const container = asObject(asArray(at(document, 'spec', 'containers'))[0]);
  const image = asString(container['image']);
  const command = asArray(container['command']).filter((part) => typeof part === 'string');
  if (name === undefined || image === undefined || command.length === 0) return undefined;
  const liveness = parseProbe(container['livenessProbe']);
  return {
    name,
    namespace: asString(at(document, 'metadata', 'namespace')) ?? 'default',
    labels: asStrings(at(document, 'metadata', 'labels')),
    annotations: asStrings(at(document, 'metadata', 'annotations')),
    image,
    command,
    ...(liveness === undefined ? {} : { liveness }),
    text,
  };
}

/** Undefined when the text is no YAML. */
function parseAnyYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function parseProbe(probe: unknown): LivenessProbe | undefined {
  const get = at(probe, 'httpGet');
  if (!isObject(get)) return undefined;
  const periodSeconds = at(probe, 'periodSeconds');
  const failureThreshold = at(probe, 'failureThreshold');
  return {
    address: asString(get['host']) ?? '127.0.0.1',
    port: Number(get['port']),
    path: asString(get['path']) ?? '/',
    periodUs: seconds(typeof periodSeconds === 'number' ? periodSeconds : 10),
    failureThreshold: typeof failureThreshold === 'number' ? failureThreshold : 8,
  };
}

/** `3.5.6-0` of `registry.k8s.io/etcd:3.5.6-0`. */
export function imageTag(image: string): string {
  return image.slice(image.lastIndexOf(':') + 1);
}
