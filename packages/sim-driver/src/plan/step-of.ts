import type { Command, HostName } from '@quorate/core';
import { assertNever } from '@quorate/core';
import type { PlanStep } from './plan.js';

export function actionOf({ kind }: Command): PlanStep['action'] {
  switch (kind) {
    case 'initialise':
    case 'join-control-plane':
    case 'join-worker':
    case 'mint-credentials':
    case 'apply-cni':
      return 'create';
    case 'remove-member':
    case 'delete-node':
    case 'reset-host':
    case 'revoke-credentials':
      return 'destroy';
    case 'prepare-host':
    case 'configure-load-balancer':
    case 'finish-initialise':
    case 'finish-join':
    case 'promote-learner':
    case 'restart-kubelet':
    case 'observe':
    case 'wait':
    case 'prove-endpoint':
    case 'probe-api':
      return 'change';
    default:
      return assertNever(kind);
  }
}

/** The host that is changed, and the one through which, when that is another. */
export function hostsOfCommand(command: Command): readonly HostName[] {
  switch (command.kind) {
    case 'observe':
    case 'probe-api':
      return command.hosts;
    case 'wait':
      return [];
    case 'prove-endpoint':
      return command.from;
    case 'mint-credentials':
    case 'revoke-credentials':
    case 'apply-cni':
    case 'promote-learner':
    case 'remove-member':
      return [command.via];
    case 'delete-node':
      return [command.node, command.via];
    case 'prepare-host':
    case 'configure-load-balancer':
    case 'initialise':
    case 'finish-initialise':
    case 'join-control-plane':
    case 'finish-join':
    case 'restart-kubelet':
    case 'reset-host':
    case 'join-worker':
      return [command.host];
    default:
      return assertNever(command);
  }
}
