import type { Command, ObserveAspect } from '../commands/command.js';
import type { Verdict } from '../decisions/verdict.js';
import type { HostName } from '../spec/cluster-spec.js';
import { hostNamed, runsKubelet } from '../spec/cluster-spec.js';
import type { Concern, IssuedCommand, ProtocolContext } from './context.js';
import { countUpload } from './incomplete-upload.js';
import { joinAttempt, withoutRefusal } from './join-attempts.js';
import { uploads } from './own-uploads.js';
import { countReplacement } from './token-signature.js';

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
    ...(uploads(command) ? { proxyTokens: { ...context.proxyTokens, uploading: true } } : {}),
  };
}

/** Whatever may fail and be tried again is counted; its budget ends the trying. */
function countAttempt(context: ProtocolContext, command: Command): Partial<ProtocolContext> {
  switch (command.kind) {
    case 'initialise':
      return {
        ...withJoinAttempt(context, command.host),
        initDoubtful: command.host,
        initNeverServed: false,
      };
    case 'join-control-plane':
      return { ...withJoinAttempt(context, command.host), ...withDoubt(context, command.host) };
    case 'join-worker':
      return withJoinAttempt(context, command.host);
    case 'reset-host':
      return {
        attempts: withAttempt(context, attemptKey(command.host, command.kind)),
        failedJoins: withoutRefusal(context, command.host),
        ...withDoubt(context, command.host),
      };
    case 'finish-initialise':
    case 'finish-join':
    case 'prepare-host':
    case 'restart-kubelet':
      return { attempts: withAttempt(context, attemptKey(command.host, command.kind)) };
    case 'delete-node':
      return { attempts: withAttempt(context, attemptKey(command.node, command.kind)) };
    case 'promote-learner':
    case 'remove-member':
      return { attempts: withAttempt(context, attemptKey(command.memberId, command.kind)) };
    case 'configure-load-balancer':
      return { balancerAttempts: context.balancerAttempts + 1 };
    case 'apply-cni':
      return { cniApplied: true, cniAttempts: context.cniAttempts + 1 };
    case 'mint-credentials': {
      const attempts = command.token ? countReplacement(context) : context.attempts;
      return { attempts: command.certificateKey ? countUpload({ ...context, attempts }) : attempts };
    }
    case 'revoke-credentials':
      return { attempts: withAttempt(context, attemptKey(CREDENTIALS, command.kind)) };
    case 'observe':
    case 'wait':
    case 'prove-endpoint':
    case 'probe-api':
      return {};
  }
}

/** A join or init more; the kubelet that it starts may be restarted for itself. */
function withJoinAttempt(context: ProtocolContext, host: HostName): ReturnType<typeof joinAttempt> {
  const { [attemptKey(host, 'restart-kubelet')]: _earlier, ...attempts } = context.attempts;
  return joinAttempt({ ...context, attempts }, host);
}

function withDoubt({ kubeadmDoubtful }: ProtocolContext, host: HostName): Partial<ProtocolContext> {
  return { kubeadmDoubtful: [...kubeadmDoubtful.filter((name) => name !== host), host] };
}

/** The subject under which attempts to revoke are counted. */
export const CREDENTIALS = 'credentials';

/** Attempts at anything but init and join are counted per subject and kind. */
export function attemptKey(subject: string, kind: Command['kind']): string {
  return `${subject}/${kind}`;
}

/** A repair of one kind has been tried as often as it may be. */
export function repairBudgetSpent(context: ProtocolContext, subject: string, kind: Command['kind']): boolean {
  return timesTried(context, subject, kind) >= REPAIRS_PER_JOIN * context.spec.budgets.joinAttempts;
}

export function timesTried({ attempts }: ProtocolContext, subject: string, kind: Command['kind']): number {
  return attempts[attemptKey(subject, kind)] ?? 0;
}

export function wasTried(context: ProtocolContext, subject: string, kind: Command['kind']): boolean {
  return context.attempts[attemptKey(subject, kind)] !== undefined;
}

const REPAIRS_PER_JOIN = 2;

function withAttempt(context: ProtocolContext, key: string): Readonly<Record<string, number>> {
  return { ...context.attempts, [key]: (context.attempts[key] ?? 0) + 1 };
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

/** A host that was never looked at as a whole (it was not reachable then, or went away meanwhile) is asked who it is now. */
export function identityIfUnknown(
  context: ProtocolContext,
  hosts: readonly HostName[],
): readonly ObserveAspect[] {
  const complete = hosts.every((name) => {
    const seen = context.observation?.hosts[name];
    if (seen?.identity === undefined) return false;
    if (!runsKubelet(hostNamed(context.spec, name))) return true;
    return seen.versions?.kubeadm !== undefined && seen.versions.kubelet !== undefined;
  });
  return complete ? [] : ['identity'];
}
