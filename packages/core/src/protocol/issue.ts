import type { Command, ObserveAspect } from '../commands/command.js';
import type { Verdict } from '../decisions/verdict.js';
import type { HostName } from '../spec/cluster-spec.js';
import type { Concern, IssuedCommand, ProtocolContext } from './context.js';

export interface IssueOptions {
  readonly subject?: HostName;
  readonly permit?: Verdict;
}

/** The context with one more command on its way. */
export function issue(
  context: ProtocolContext,
  concern: Concern,
  command: Command,
  options: IssueOptions = {},
): ProtocolContext {
  const number = context.commandsIssued + 1;
  const issued: IssuedCommand = {
    id: `c${number}`,
    concern,
    command,
    issuedAtMs: context.nowMs,
    ...(options.subject === undefined ? {} : { subject: options.subject }),
    ...(options.permit === undefined ? {} : { permit: options.permit }),
  };
  return {
    ...context,
    commandsIssued: number,
    inFlight: { ...context.inFlight, [issued.id]: issued },
    outbox: [...context.outbox, issued],
    ...countAttempt(context, command),
  };
}

function countAttempt(context: ProtocolContext, command: Command): Partial<ProtocolContext> {
  switch (command.kind) {
    case 'initialise':
      return { attempts: withAttempt(context, command.host), initDoubtful: command.host, ...moving };
    case 'join-control-plane':
    case 'join-worker':
      return { attempts: withAttempt(context, command.host), ...moving };
    case 'configure-load-balancer':
      return { balancerAttempts: context.balancerAttempts + 1, ...moving };
    case 'apply-cni':
      return { cniApplied: true, ...moving };
    case 'observe':
    case 'wait':
    case 'prove-endpoint':
      return {};
    case 'finish-initialise':
    case 'mint-credentials':
    case 'revoke-credentials':
    case 'finish-join':
    case 'promote-learner':
    case 'remove-member':
    case 'delete-node':
    case 'reset-host':
      return moving;
  }
}

/** A run that changes something is not blocked any more. */
const moving: Partial<ProtocolContext> = { blocked: null, blockedSinceMs: null };

function withAttempt(context: ProtocolContext, host: HostName): Readonly<Record<HostName, number>> {
  return { ...context.attempts, [host]: (context.attempts[host] ?? 0) + 1 };
}

export function isBusy(context: ProtocolContext, concern: Concern, subject?: HostName): boolean {
  for (const id in context.inFlight) {
    const issued = context.inFlight[id];
    if (issued?.concern === concern && (subject === undefined || issued.subject === subject)) return true;
  }
  return false;
}

export function isInFlight(context: ProtocolContext, kind: Command['kind']): boolean {
  for (const id in context.inFlight) if (context.inFlight[id]?.command.kind === kind) return true;
  return false;
}

/** A host that was never looked at as a whole (it was not reachable then) is asked who it is now. */
export function identityIfUnknown(
  context: ProtocolContext,
  hosts: readonly HostName[],
): readonly ObserveAspect[] {
  const complete = hosts.every((name) => context.observation?.hosts[name]?.identity !== undefined);
  return complete ? [] : ['identity'];
}
