import type { Scene, Sighting } from '../known-cause.js';
import { itemsOf } from '../evidence.js';
import { API_PORT, listens, someApiListens } from './network-paths.js';

/** Servers of a configuration of nginx or HAProxy, as `address:port`. */
function serversOf(config: string): readonly string[] {
  return [...config.matchAll(/^\s*server\s+(?:\S+\s+)??((?:\d+\.){3}\d+|\[[0-9a-f:]+\]):(\d+)/gm)].map(
    ([, address = '', port = '']) => `${address}:${port}`,
  );
}

/** A configuration without any server, or one that names an address which no host of the cluster has. */
export function uselessBackends({ evidence }: Scene): readonly Sighting[] {
  if (!someApiListens(evidence)) return [];
  return itemsOf(evidence, 'balancer-config').flatMap(({ host, text, outcome }) => {
    if (outcome.kind !== 'answered') return [];
    const servers = serversOf(text);
    if (servers.length === 0) return [{ host, where: 'balancer-config', line: 'no server is configured' }];
    const known = new Set(evidence.hosts.map(({ advertiseAddress }) => advertiseAddress));
    return servers
      .filter((server) => !known.has(server.slice(0, server.lastIndexOf(':'))))
      .map((server) => ({
        host,
        where: 'balancer-config',
        line: `server ${server}: no host has this address`,
      }));
  });
}

/** Masters whose apiserver listens and that the load balancer does not know. */
export function missingBackends({ evidence }: Scene): readonly Sighting[] {
  return itemsOf(evidence, 'balancer-config').flatMap(({ host, text }) => {
    const servers = serversOf(text);
    if (servers.length === 0) return [];
    return evidence.hosts
      .filter(({ name, role }) => role === 'control-plane' && listens(evidence, name, API_PORT))
      .filter(({ advertiseAddress }) => !servers.includes(`${advertiseAddress}:${String(API_PORT)}`))
      .map(({ name, advertiseAddress }) => ({
        host,
        where: 'balancer-config',
        line: `no server ${advertiseAddress}:${String(API_PORT)} (${name}), whose apiserver listens`,
      }));
  });
}
