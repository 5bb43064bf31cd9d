import { hostsOf } from '@quorate/core';
import { isProxy } from '../../network/service.js';
import type { BlockJudge } from './judge.js';
import { closedEndpoint, closedPeerPath, isReached, lackOfEndpoint } from './ways.js';

export const peersNotReachable: BlockJudge = (simulation) =>
  closedPeerPath(simulation) === undefined ? 'every master reaches every other one' : undefined;

/** Before an init a connection is all that is asked for, and nobody answers it. */
export const endpointNotReachable: BlockJudge = (simulation, { evidence }) => {
  const connects = evidence.every(({ id }) => id === 'endpoint-reachable-from-every-master');
  const lack = connects ? closedEndpoint(simulation) : lackOfEndpoint(simulation);
  const masters = hostsOf(simulation.spec, 'control-plane');
  const hidden = masters.some(({ name }) => !isReached(simulation, name));
  return lack === undefined && !hidden ? 'every master gets an answer through the endpoint' : undefined;
};

/** A configuration that is there and in use was written, found good and loaded, and could be again. */
export const loadBalancerNotConfigured: BlockJudge = (simulation) => {
  const { world, spec } = simulation;
  const { loadBalancer, controlPlaneEndpoint } = spec;
  if (loadBalancer === undefined || loadBalancer.kind === 'external') return 'there is none to configure';
  const host = world.host(loadBalancer.host);
  const listener = host.listenerAt(controlPlaneEndpoint.host, controlPlaneEndpoint.port);
  const serves = listener !== undefined && isProxy(listener.service) && !listener.process.paused;
  const writable = !host.disk.condition.full && host.missingPrograms.size === 0;
  return serves && writable && isReached(simulation, host.name)
    ? `${loadBalancer.kind} on ${host.name} serves the endpoint, and its disk has room`
    : undefined;
};
