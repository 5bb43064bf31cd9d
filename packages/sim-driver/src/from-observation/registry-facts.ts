import type { ClusterObservation } from '@quorate/core';
import { registryPrefix, resourceOf } from '../kubernetes/resources.js';

/** What the API objects of a cluster are made after. */
export interface RegistryFacts {
  /** Undefined: no apiserver of this cluster told anything. */
  readonly cluster: ClusterObservation | undefined;
  /** Nodes that exist when none were listed: hosts whose kubelet has joined. */
  readonly joined: readonly string[];
  /** Lower-case letters and digits, for the secret halves that nobody sees. */
  readonly secret: (length: number) => string;
}

/** Where objects of a kind stand in etcd. */
export function prefixOf(kind: string, namespace?: string): string {
  return registryPrefix(resourceOf(kind), namespace);
}
