import type { Process } from '../../host/process.js';
import type { KubeClient, KubeError } from '../../kubernetes/client.js';
import type { Resource } from '../../kubernetes/resources.js';
import type { KubectlArguments } from './arguments.js';
import { describeKubectlError } from './connection.js';

/** One run of kubectl: what was asked, and the way to the API. */
export interface KubectlSession {
  readonly process: Process;
  readonly arguments: KubectlArguments;
  readonly client: KubeClient;
  readonly server: string;
}

/** Prints the error as kubectl does; the exit code is 1. */
export function report(session: KubectlSession, error: KubeError): number {
  session.process.err(describeKubectlError(error, session.server));
  return 1;
}

export function fail(session: KubectlSession, message: string): number {
  session.process.err(message);
  return 1;
}

/** `node`, `daemonset.apps`: how kubectl names an object's kind in front of `/name`. */
export function qualifiedKind(resource: Resource): string {
  const kind = resource.kind.toLowerCase();
  return resource.group === '' ? kind : `${kind}.${resource.group}`;
}

/** The namespace for a resource: none for cluster-scoped ones. */
export function namespaceFor(session: KubectlSession, resource: Resource): string | undefined {
  return resource.namespaced ? (session.arguments.flags.get('namespace') ?? 'default') : undefined;
}
