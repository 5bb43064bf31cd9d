import type { Host } from '../host/host.js';
import type { World } from '../world/world.js';
import type { KubeApiService } from './api-service.js';
import type { BootstrapToken } from './bootstrap-token.js';
import { decodeBootstrapToken } from './bootstrap-token.js';
import type { KubeObject } from './client.js';
import type { ConditionStatus, Taint } from './node-object.js';
import { readyStateOf, taintsOf } from './node-object.js';

/** What can be said of Kubernetes from outside the simulation: no time passes and nothing is asked over the network. */

export interface ApiserverView {
  readonly host: Host;
  readonly service: KubeApiService;
  /** Serves and reaches a quorum of etcd. */
  readonly ready: boolean;
}

export interface NodeView {
  readonly name: string;
  readonly ready: ConditionStatus;
  readonly reason: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

/** Every apiserver that listens, in the order of the hosts. */
export function listApiservers(world: World): readonly ApiserverView[] {
  const found: ApiserverView[] = [];
  for (const host of world.hosts.values()) {
    for (const { service } of host.listeners) {
      if (isKubeApi(service)) found.push({ host, service, ready: service.writable });
    }
  }
  return found;
}

/**
 * Objects of a kind as the etcd member beside the best informed apiserver has applied them: its watch cache may still lag
 * when etcd has restarted, and stands in only where no member runs. Undefined when no apiserver listens.
 */
export function listObjects(world: World, kind: string): readonly KubeObject[] | undefined {
  const service = bestInformed(world);
  return service?.stored(kind) ?? service?.cached(kind);
}

function bestInformed(world: World): KubeApiService | undefined {
  const apiservers = listApiservers(world);
  return (apiservers.find(({ ready }) => ready) ?? apiservers[0])?.service;
}

/** As that apiserver can tell of them: one that has started without quorum knows of none. */
export function listNodes(world: World): readonly NodeView[] | undefined {
  return bestInformed(world)
    ?.cached('Node')
    .map((node) => {
      const ready = readyStateOf(node);
      return {
        name: node.name,
        ready: ready?.status ?? 'Unknown',
        reason: ready?.reason ?? '',
        labels: node.labels,
        taints: taintsOf(node),
      };
    });
}

/** Bootstrap tokens that exist, expired ones included until they are cleaned. */
export function listTokens(world: World): readonly BootstrapToken[] | undefined {
  return listObjects(world, 'Secret')?.flatMap((secret) => decodeBootstrapToken(secret) ?? []);
}

function isKubeApi(service: { readonly protocol: string }): service is KubeApiService {
  return service.protocol === 'kube-api';
}
