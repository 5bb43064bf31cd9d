import type { ClusterSpec, Command } from '@quorate/core';
import type { EtcdStanding } from './plan.js';

/**
 * Why a step cannot be undone by another step of the protocol, or undefined. What counts:
 *
 * - `initialise`, and finishing one before etcd ran: the cluster's CA is made, etcd gets its first data, and every certificate and
 *   kubeconfig names the endpoint. Only resetting every host undoes it.
 * - from one voter to two, by whatever command: etcd lets no member go without a majority, so both are needed from then on.
 * - `remove-member`: etcd refuses a removed id for ever; what that member had on disk is of no use any more.
 * - `reset-host`: deletes what the host has of a cluster, etcd's data among it.
 *
 * Tokens, uploaded certificates, Nodes, load balancer configuration and packages can be made again: they do not count.
 */
export function pointOfNoReturn(
  command: Command,
  { controlPlaneEndpoint: { host, port } }: ClusterSpec,
  before: EtcdStanding,
  after: EtcdStanding,
): string | undefined {
  if (command.kind === 'initialise')
    return `the cluster's CA and etcd's first data are made; every certificate and kubeconfig names ${host}:${String(port)}`;
  if (command.kind === 'remove-member')
    return `etcd never takes member ${command.memberId} back, and its data is of no use any more`;
  if (command.kind === 'reset-host')
    return `whatever ${command.host} has of a cluster is deleted, etcd's data among it`;
  if (command.kind === 'finish-initialise' && before.voters === 0 && after.voters > 0)
    return "etcd's first data is made";
  return before.voters === 1 && after.voters > 1
    ? 'etcd needs both voters from here on, until a third has joined'
    : undefined;
}
