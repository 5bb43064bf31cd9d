import type { Command } from '../commands/command.js';
import type { PlacedStep, StepPlan } from '../commands/step-plan.js';
import type { ClusterSpec, HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostNamed, hostsOf, runsKubelet } from '../spec/cluster-spec.js';
import { balancerQuestions } from './balancer-questions.js';
import { machineQuestions } from './machine-questions.js';
import { masterQuestions } from './master-questions.js';
import { nodeQuestions } from './node-questions.js';
import { pathQuestions } from './path-questions.js';

export interface EvidenceRequest {
  readonly spec: ClusterSpec;
  /** Default: {@link hostsConcerned}. */
  readonly hosts?: readonly HostName[];
  /** The command that failed. */
  readonly command?: Command;
}

/**
 * What to look at when a step has failed: one stage, all hosts at once, each step with its own time limit and a bounded
 * output. Nothing is changed, nothing is optional to the reader: a question without an answer is evidence too.
 */
export function evidencePlan({ spec, hosts, command }: EvidenceRequest): StepPlan {
  const names = hosts ?? hostsConcerned(spec, command);
  const asked = names.map((name) => hostNamed(spec, name));
  const newcomer = newcomerOf(command);
  const steps = [
    ...asked.flatMap((host) => questionsOf(spec, host)),
    ...pathQuestions(spec, asked, newcomer),
  ];
  return { stages: steps.length === 0 ? [] : [{ mode: 'continue', steps }] };
}

/** The host of a command, every master and the load balancer: a join fails on one host for what is wrong on another. */
export function hostsConcerned(spec: ClusterSpec, command?: Command): readonly HostName[] {
  const own = command !== undefined && 'host' in command ? [command.host] : [];
  const workers = command === undefined ? hostsOf(spec, 'worker').map(({ name }) => name) : [];
  const others = spec.hosts.filter(({ role }) => role === 'control-plane' || role === 'load-balancer');
  return [...new Set([...own, ...others.map(({ name }) => name), ...workers])];
}

function newcomerOf(command: Command | undefined): HostName | undefined {
  return command?.kind === 'join-control-plane' || command?.kind === 'join-worker' ? command.host : undefined;
}

function questionsOf(spec: ClusterSpec, host: HostSpec): readonly PlacedStep[] {
  if (host.role === 'jumpbox') return [];
  return [
    ...machineQuestions(host),
    ...(runsKubelet(host) ? nodeQuestions(spec, host) : []),
    ...(host.role === 'control-plane' ? masterQuestions(host) : []),
    ...(host.role === 'load-balancer' ? balancerQuestions(spec, host) : []),
  ];
}
