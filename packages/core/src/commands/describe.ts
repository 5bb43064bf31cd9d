import { assertNever } from '../foundation/assert-never.js';
import { endpointOf } from '../kubeadm-config/endpoint.js';
import { itemTitle } from '../preparation/preparation-item.js';
import type { ClusterSpec, HostName } from '../spec/cluster-spec.js';
import type { Command } from './command.js';

/** One line for people: what the command is for, not how it is done. */
export function describe(command: Command, spec: ClusterSpec): string {
  switch (command.kind) {
    case 'observe':
      return `observe ${hosts(command.hosts, spec)}${command.aspects.length === 0 ? '' : `, with ${command.aspects.join(', ')}`}`;
    case 'wait':
      return `wait ${command.ms / 1000} s: ${command.reason}`;
    case 'prepare-host':
      return `prepare ${command.host}: ${command.items.map(itemTitle).join('; ')}`;
    case 'configure-load-balancer':
      return `configure ${spec.loadBalancer?.kind ?? 'the load balancer'} on ${command.host}`;
    case 'prove-endpoint':
      return `prove that ${hosts(command.from, spec)} can reach ${endpointOf(spec)}`;
    case 'probe-api':
      return `ask the apiserver of ${hosts(command.hosts, spec)} whether it is ready`;
    case 'initialise':
      return `initialise the control plane on ${command.host}`;
    case 'finish-initialise':
      return `finish the interrupted initialisation on ${command.host}`;
    case 'mint-credentials':
      return `${mint(command.token, command.certificateKey)} on ${command.via}`;
    case 'revoke-credentials':
      return `revoke ${count(command.tokenIds.length, 'bootstrap token')} through ${command.via}`;
    case 'apply-cni':
      return `apply the CNI manifest${spec.cni.kind === 'manifest' ? ` ${spec.cni.source}` : ''} through ${command.via}`;
    case 'join-control-plane':
      return `join ${command.host} to the control plane`;
    case 'finish-join':
      return `finish the interrupted join of ${command.host}`;
    case 'promote-learner':
      return `promote learner ${command.memberId} to voter through ${command.via}`;
    case 'remove-member':
      return `remove etcd member ${command.memberId} through ${command.via}${command.handOver === undefined ? '' : ', after it has handed over leadership'}`;
    case 'delete-node':
      return `delete Node ${command.node} through ${command.via}`;
    case 'restart-kubelet':
      return `restart the kubelet of ${command.host}`;
    case 'reset-host':
      return `reset ${command.host}`;
    case 'join-worker':
      return `join ${command.host} as a worker`;
    default:
      return assertNever(command);
  }
}

/** Whether the command can change anything on a host or in the cluster. */
export function mutates(command: Command): boolean {
  switch (command.kind) {
    case 'observe':
    case 'wait':
    case 'prove-endpoint':
    case 'probe-api':
      return false;
    case 'prepare-host':
    case 'configure-load-balancer':
    case 'initialise':
    case 'finish-initialise':
    case 'mint-credentials':
    case 'revoke-credentials':
    case 'apply-cni':
    case 'join-control-plane':
    case 'finish-join':
    case 'promote-learner':
    case 'remove-member':
    case 'delete-node':
    case 'restart-kubelet':
    case 'reset-host':
    case 'join-worker':
      return true;
    default:
      return assertNever(command);
  }
}

function hosts(names: readonly HostName[], spec: ClusterSpec): string {
  return names.length > 1 && names.length === spec.hosts.length
    ? `all ${names.length} hosts`
    : names.join(', ');
}

function mint(token: boolean, certificateKey: boolean): string {
  const parts = [
    ...(token ? ['create a bootstrap token'] : []),
    ...(certificateKey ? ['upload the certificates'] : []),
  ];
  return parts.join(' and ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
