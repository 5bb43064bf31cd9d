import { assertNever } from '../foundation/assert-never.js';
import type { Command } from './command.js';
import { lowerApplyCni } from './lower/apply-cni.js';
import { lowerConfigureLoadBalancer } from './lower/configure-load-balancer.js';
import { lowerDeleteNode } from './lower/delete-node.js';
import { lowerFinishInitialise } from './lower/finish-initialise.js';
import { lowerFinishJoin } from './lower/finish-join.js';
import { lowerInitialise } from './lower/initialise.js';
import { lowerJoinControlPlane, lowerJoinWorker } from './lower/join.js';
import { lowerPromoteLearner, lowerRemoveMember } from './lower/members.js';
import { lowerMintCredentials } from './lower/mint-credentials.js';
import { lowerObserve } from './lower/observe.js';
import { lowerPrepareHost } from './lower/prepare-host.js';
import { lowerProbeApi } from './lower/probe-api.js';
import { lowerProveEndpoint } from './lower/prove-endpoint.js';
import { lowerResetHost } from './lower/reset-host.js';
import { lowerRestartKubelet } from './lower/restart-kubelet.js';
import { lowerRevokeCredentials } from './lower/revoke-credentials.js';
import type { LoweringContext } from './lowering-context.js';
import type { StepPlan } from './step-plan.js';

/**
 * What a command does to hosts, as steps that any driver can run. Pure: the same command in the same context gives the same
 * plan. Throws only when the caller broke a rule (a join without its credentials, a host that the spec does not name).
 */
export function lower(command: Command, context: LoweringContext): StepPlan {
  switch (command.kind) {
    case 'observe':
      return lowerObserve(command, context);
    case 'wait':
      return { stages: [] };
    case 'prepare-host':
      return lowerPrepareHost(command, context);
    case 'configure-load-balancer':
      return lowerConfigureLoadBalancer(command, context);
    case 'prove-endpoint':
      return lowerProveEndpoint(command, context);
    case 'probe-api':
      return lowerProbeApi(command, context);
    case 'initialise':
      return lowerInitialise(command, context);
    case 'finish-initialise':
      return lowerFinishInitialise(command, context);
    case 'mint-credentials':
      return lowerMintCredentials(command, context);
    case 'revoke-credentials':
      return lowerRevokeCredentials(command);
    case 'apply-cni':
      return lowerApplyCni(command, context);
    case 'join-control-plane':
      return lowerJoinControlPlane(command, context);
    case 'finish-join':
      return lowerFinishJoin(command, context);
    case 'promote-learner':
      return lowerPromoteLearner(command);
    case 'remove-member':
      return lowerRemoveMember(command);
    case 'delete-node':
      return lowerDeleteNode(command, context);
    case 'restart-kubelet':
      return lowerRestartKubelet(command);
    case 'reset-host':
      return lowerResetHost(command, context);
    case 'join-worker':
      return lowerJoinWorker(command, context);
    default:
      return assertNever(command);
  }
}
