import type { HostName, HostSpec } from '@quorate/core';
import { hostsOf, peerPaths } from '@quorate/core';
import { listApiservers } from '../../kubernetes/inspect.js';
import { serverCertificateError } from '../../kubernetes/server-verification.js';
import { readKubeconfig } from '../../kubernetes/kubeconfig-access.js';
import { decodeCertificate } from '../../pki/certificate.js';
import { ORCHESTRATOR } from '../../network/network.js';
import type { Listener } from '../../network/service.js';
import { isProxy } from '../../network/service.js';
import type { Simulation } from '../../simulation/simulation.js';
import type { World } from '../../world/world.js';
import { ADMIN_CONF } from './files.js';

/** Ways between hosts as they are. One that is slow counts as one that is not open: whether an answer was in time is not told by it. */

/** Steps of the orchestrator get to the host, and their answers back, without any trouble. */
export function isReached({ world: { network }, replyFaults }: Simulation, name: HostName): boolean {
  return (
    network.admits(ORCHESTRATOR, name) &&
    !network.isSlowed(ORCHESTRATOR, name) &&
    !replyFaults.isTroubled(name)
  );
}

/** Neither its disk nor a link of it is slow: what it does in time now it did in time before. */
export function isPrompt({ network, hosts }: World, name: HostName): boolean {
  const quick = [...hosts.keys()].every((other) => !network.isSlowed(name, other));
  return quick && hosts.get(name)?.disk.condition.syncUs === 0;
}

/** What a host sends to a port of an address gets there; nobody has to listen. */
function passes({ network, hosts }: World, from: HostName, address: string, port: number): boolean {
  const sender = hosts.get(from);
  const target = sender === undefined ? undefined : network.hostAt(sender, address);
  if (target === undefined || network.isSlowed(from, target.name)) return false;
  const rejected = network.rejects(from, target.name, port) && network.open(from, target.name);
  return rejected || network.admits(from, target.name, port);
}

/** The same, and a process that is not stopped takes the connection. */
function connects(world: World, from: HostName, address: string, port: number): Listener | undefined {
  const sender = world.hosts.get(from);
  const target = sender === undefined ? undefined : world.network.hostAt(sender, address);
  if (target === undefined || !passes(world, from, address, port)) return undefined;
  if (world.network.rejects(from, target.name, port)) return undefined;
  const listener = target.listenerAt(address, port);
  return listener === undefined || listener.process.paused ? undefined : listener;
}

/** Masters that do not reach each other on the ports of API and etcd: `master1 to master2 2380`. */
export function closedPeerPath({ world, spec }: Simulation): string | undefined {
  const closed = peerPaths(hostsOf(spec, 'control-plane')).find(
    ({ from, address, port }) => !passes(world, from.name, address, port),
  );
  return closed === undefined
    ? undefined
    : `${closed.from.name} to ${closed.to} ${String(closed.port)} is closed`;
}

const KUBELET_PORT = 10_250;

/** A worker that does not reach the endpoint, or whose kubelet some master does not reach. */
export function closedWorkerPath({ world, spec }: Simulation, worker: HostSpec): string | undefined {
  const { host: address, port } = spec.controlPlaneEndpoint;
  if (!passes(world, worker.name, address, port)) return `${worker.name} does not reach the endpoint`;
  const cutOff = hostsOf(spec, 'control-plane').find(
    ({ name }) => !passes(world, name, worker.advertiseAddress, KUBELET_PORT),
  );
  return cutOff === undefined ? undefined : `${cutOff.name} does not reach the kubelet of ${worker.name}`;
}

/** A master from which no connection to the control-plane endpoint comes about. */
export function closedEndpoint({ world, spec }: Simulation): string | undefined {
  const { host: address, port } = spec.controlPlaneEndpoint;
  const cutOff = hostsOf(spec, 'control-plane').find(
    ({ name }) => connects(world, name, address, port) === undefined,
  );
  return cutOff === undefined ? undefined : `${cutOff.name} does not connect to the endpoint`;
}

/** What may keep a master from an answer of the API through the endpoint: each request may go to another apiserver. */
export function lackOfEndpoint(simulation: Simulation): string | undefined {
  const { world, spec } = simulation;
  const closed = closedEndpoint(simulation);
  if (closed !== undefined) return closed;
  const masters = hostsOf(spec, 'control-plane');
  const { host: address, port } = spec.controlPlaneEndpoint;
  const gates = masters.flatMap(({ name }) => connects(world, name, address, port) ?? []);
  for (const { service, process } of gates) {
    if (!isProxy(service)) continue;
    const silent = masters.find(
      ({ advertiseAddress }) => connects(world, process.host.name, advertiseAddress, API_PORT) === undefined,
    );
    if (silent !== undefined) return `no connection goes on from ${process.host.name} to ${silent.name}`;
  }
  const sick = listApiservers(world).find(({ ready }) => !ready);
  if (sick !== undefined) return `the apiserver of ${sick.host.name} does not serve`;
  return masters.map(({ name }) => distrust(simulation, name)).find((one) => one !== undefined);
}

const API_PORT = 6443;

/** An apiserver that the administrator of this master does not believe to be the endpoint. */
function distrust({ world, spec }: Simulation, name: HostName): string | undefined {
  const host = world.host(name);
  const access = readKubeconfig(host, ADMIN_CONF);
  if (access === undefined) return `${name} has no admin.conf`;
  const authority = decodeCertificate(access.caPem ?? '');
  const { host: address } = spec.controlPlaneEndpoint;
  const refused = listApiservers(world).find(({ service }) => {
    const certificate = service.certificate();
    if (certificate === undefined || !service.session(access.credential).ok) return true;
    return serverCertificateError(certificate, authority, address, host.clock()) !== undefined;
  });
  return refused === undefined ? undefined : `${name} and the apiserver of ${refused.host.name} do not agree`;
}
