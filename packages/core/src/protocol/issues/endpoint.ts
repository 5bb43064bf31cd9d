import { check } from '../../decisions/verdict.js';
import { hostsOf } from '../../spec/cluster-spec.js';
import type { ProtocolContext } from '../context.js';
import { issue } from '../issue.js';
import { noteWaiting, waited } from '../waiting.js';
import { block } from './concerns.js';

/** The way to the apiservers, before there is one. */

export function configureLoadBalancer(context: ProtocolContext): ProtocolContext {
  const balancer = context.spec.loadBalancer;
  if (balancer === undefined || balancer.kind === 'external') return context;
  return issue(context, 'run', { kind: 'configure-load-balancer', host: balancer.host });
}

export function proveEndpoint(context: ProtocolContext): ProtocolContext {
  const reachable = hostsOf(context.spec, 'control-plane')
    .map(({ name }) => name)
    .filter((name) => context.observation?.hosts[name]?.reachable === 'yes');
  return issue(context, 'run', { kind: 'prove-endpoint', from: reachable });
}

export function endpointProven(context: ProtocolContext): boolean {
  const facts = context.lastSettled.run?.report.facts;
  if (facts?.kind !== 'endpoint') return false;
  const answers = Object.values(facts.reachableFrom);
  return answers.length > 0 && answers.every((answer) => answer === 'yes');
}

export function endpointMaySettle(context: ProtocolContext): boolean {
  return waited(context, 'endpoint') < Math.min(context.spec.budgets.settleMs, 60_000);
}

export function blockOnEndpoint(context: ProtocolContext): ProtocolContext {
  const facts = context.lastSettled.run?.report.facts;
  const answers = facts?.kind === 'endpoint' ? Object.entries(facts.reachableFrom) : [];
  const { host, port } = context.spec.controlPlaneEndpoint;
  return block(noteWaiting(context, 'endpoint', undefined), {
    code: 'endpoint-not-reachable',
    summary: `the control-plane endpoint ${host}:${port} does not accept connections from every master`,
    evidence: answers.map(([name, answer]) =>
      check('endpoint-reachable-from-every-master', answer, `from ${name}: ${answer}`),
    ),
    remedies: ['check the load balancer, and the route from the masters to it', 'the run goes on by itself'],
  });
}

export function blockOnLoadBalancer(context: ProtocolContext): ProtocolContext {
  const failure = context.lastSettled.run?.report.failure;
  return block(context, {
    code: 'load-balancer-not-configured',
    summary: `the load balancer could not be configured: ${failure?.seen ?? 'no answer'}`,
    evidence: [check('endpoint-reachable-from-every-master', 'unknown', failure?.tried ?? 'configuration')],
    remedies: ['put right what is listed on the load balancer; the run goes on by itself'],
  });
}
