import { assertNever } from '../foundation/assert-never.js';
import type { Command } from './command.js';
import type { LoweringContext } from './lowering-context.js';
import type { ChangeResult } from './read/change.js';
import { readChange } from './read/change.js';
import { readInitialise } from './read/initialise.js';
import { readMintCredentials } from './read/mint-credentials.js';
import { readObserve } from './read/observe.js';
import {
  readConfigureLoadBalancer,
  readJoin,
  readPromoteLearner,
  readRemoveMember,
  readResetHost,
  readRevokeCredentials,
} from './read/plain-changes.js';
import { readPrepareHost } from './read/prepare-host.js';
import { readProbeApi } from './read/probe-api.js';
import { readProveEndpoint } from './read/prove-endpoint.js';
import type { CommandReport, Reading } from './report.js';
import type { StepOutcomes, StepPlan } from './step-plan.js';

/**
 * What a command came to, from the outcomes of its steps. Pure. Outputs are parsed here and nowhere else; the report holds no
 * secret, those that the outputs held are beside it.
 */
export function read(
  command: Command,
  plan: StepPlan,
  outcomes: StepOutcomes,
  context: LoweringContext,
): Reading {
  switch (command.kind) {
    case 'observe':
      return withoutSecrets(readObserve(command, outcomes, context));
    case 'wait':
      return withoutSecrets({ outcome: 'succeeded', facts: { kind: 'none' } });
    case 'prove-endpoint':
      return withoutSecrets(readProveEndpoint(command, outcomes));
    case 'probe-api':
      return withoutSecrets(readProbeApi(command, outcomes, context));
    case 'initialise':
      return readInitialise(command, plan, outcomes, context);
    case 'mint-credentials':
      return readMintCredentials(command, plan, outcomes, context);
    case 'prepare-host':
      return withoutSecrets(readPrepareHost(command, plan, outcomes));
    case 'configure-load-balancer':
      return plain(readConfigureLoadBalancer(plan, outcomes));
    case 'join-control-plane':
    case 'join-worker':
      return plain(readJoin(plan, outcomes));
    case 'revoke-credentials':
      return plain(readRevokeCredentials(plan, outcomes));
    case 'promote-learner':
      return plain(readPromoteLearner(plan, outcomes));
    case 'remove-member':
      return plain(readRemoveMember(plan, outcomes));
    case 'finish-initialise':
    case 'apply-cni':
    case 'finish-join':
    case 'delete-node':
    case 'restart-kubelet':
      return plain(readChange(plan, outcomes));
    case 'reset-host':
      return plain(readResetHost(command, plan, outcomes));
    default:
      return assertNever(command);
  }
}

function plain(change: ChangeResult): Reading {
  return withoutSecrets({ ...change, facts: { kind: 'none' } });
}

function withoutSecrets(report: CommandReport): Reading {
  return { report, secrets: {} };
}
