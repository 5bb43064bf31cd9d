import type { HandOver } from '../decisions/member-removal.js';
import type { PreparationItem } from '../preparation/preparation-item.js';
import type { HostName } from '../spec/cluster-spec.js';

/**
 * Everything that the protocol can do. What is not a Command cannot change anything: plan, simulation and real run
 * interpret the same values.
 */
export type Command =
  | ObserveCommand
  | WaitCommand
  | PrepareHostCommand
  | ConfigureLoadBalancerCommand
  | ProveEndpointCommand
  | ProbeApiCommand
  | InitialiseCommand
  | FinishInitialiseCommand
  | MintCredentialsCommand
  | RevokeCredentialsCommand
  | ApplyCniCommand
  | JoinControlPlaneCommand
  | FinishJoinCommand
  | PromoteLearnerCommand
  | RemoveMemberCommand
  | DeleteNodeCommand
  | RestartKubeletCommand
  | ResetHostCommand
  | JoinWorkerCommand;

export type CommandKind = Command['kind'];

/** Unique within a run; given by the machine, in order. */
export type CommandId = string;

/** Changes nothing. */
export interface ObserveCommand {
  readonly kind: 'observe';
  /** Hosts to look at. */
  readonly hosts: readonly HostName[];
  /** Beside what every look reads: processes, files, services, etcd's members and the cluster's nodes and credentials. */
  readonly aspects: readonly ObserveAspect[];
  /** With `paths`: only the ways from and to this host. */
  readonly newcomer?: HostName;
}

/** Facts that few steps change, and that are therefore read only when they matter. */
export type ObserveAspect =
  /** Who the host is, and the versions that it has. */
  | 'identity'
  /** What init leaves behind last (recorded configuration, addons), and whose CA a worker has; that of masters is read by every look. */
  | 'installation'
  /** Expiry of every certificate. */
  | 'certificates'
  /** Alarms of etcd. */
  | 'alarms'
  /** What the machine brings along: CPUs, memory, swap, kernel, programs, ports in use. */
  | 'capacity'
  /** What `spec.preparation` asks for, item by item. */
  | 'preparation'
  /** Whether the hosts of this look reach each other's ports. */
  | 'paths';

/** All but `preparation`, which only a spec that has it asks for. */
export const EVERY_ASPECT: readonly ObserveAspect[] = [
  'identity',
  'installation',
  'certificates',
  'alarms',
  'capacity',
  'paths',
];

/** Changes nothing. */
export interface WaitCommand {
  readonly kind: 'wait';
  readonly ms: number;
  readonly reason: string;
}

/** Does the items that were seen to be missing on a host that is part of no cluster. */
export interface PrepareHostCommand {
  readonly kind: 'prepare-host';
  readonly host: HostName;
  readonly items: readonly PreparationItem[];
}

export interface ConfigureLoadBalancerCommand {
  readonly kind: 'configure-load-balancer';
  readonly host: HostName;
}

/** Changes nothing: opens a TCP connection to the control-plane endpoint from each host. */
export interface ProveEndpointCommand {
  readonly kind: 'prove-endpoint';
  readonly from: readonly HostName[];
}

/** Changes nothing: asks the apiserver of each of these masters whether it is ready, by itself and through the endpoint. */
export interface ProbeApiCommand {
  readonly kind: 'probe-api';
  readonly hosts: readonly HostName[];
}

/** `kubeadm init --upload-certs`. Gives a token and a certificate key. */
export interface InitialiseCommand {
  readonly kind: 'initialise';
  readonly host: HostName;
}

/** The idempotent single phases that an interrupted init left undone (kubeadm: crash table). */
export interface FinishInitialiseCommand {
  readonly kind: 'finish-initialise';
  readonly host: HostName;
}

export interface MintCredentialsCommand {
  readonly kind: 'mint-credentials';
  readonly via: HostName;
  readonly token: boolean;
  readonly certificateKey: boolean;
}

/** Deletes bootstrap tokens; kubeadm-certs goes with its proxy token. */
export interface RevokeCredentialsCommand {
  readonly kind: 'revoke-credentials';
  readonly via: HostName;
  readonly tokenIds: readonly string[];
}

export interface ApplyCniCommand {
  readonly kind: 'apply-cni';
  readonly via: HostName;
}

export interface JoinControlPlaneCommand {
  readonly kind: 'join-control-plane';
  readonly host: HostName;
}

/** The remaining phases of a join whose member is a started voter: status (where it exists), label, taint. */
export interface FinishJoinCommand {
  readonly kind: 'finish-join';
  readonly host: HostName;
}

export interface PromoteLearnerCommand {
  readonly kind: 'promote-learner';
  readonly memberId: string;
  readonly via: HostName;
}

export interface RemoveMemberCommand {
  readonly kind: 'remove-member';
  readonly memberId: string;
  /** A master other than the one whose member goes. */
  readonly via: HostName;
  /** Before that, when it leads. That it fails is no reason to keep the member. */
  readonly handOver?: HandOver;
}

export interface DeleteNodeCommand {
  readonly kind: 'delete-node';
  readonly node: string;
  readonly via: HostName;
}

/** A kubelet that has refused a static pod does not try it again before it is restarted. Containers go on meanwhile. */
export interface RestartKubeletCommand {
  readonly kind: 'restart-kubelet';
  readonly host: HostName;
}

export interface ResetHostCommand {
  readonly kind: 'reset-host';
  readonly host: HostName;
}

export interface JoinWorkerCommand {
  readonly kind: 'join-worker';
  readonly host: HostName;
}
