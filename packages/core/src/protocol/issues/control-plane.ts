import type { ProtocolContext } from '../context.js';
import { issue } from '../issue.js';
import { halt } from './concerns.js';

/** The plan of the control plane, as a command. */

export function joinControlPlane(context: ProtocolContext): ProtocolContext {
  const { plan } = context;
  if (plan?.kind !== 'join') return context;
  return issue(
    context,
    'control-plane',
    { kind: 'join-control-plane', host: plan.host },
    { subject: plan.host, permit: plan.permit },
  );
}

export function prepareMaster(context: ProtocolContext): ProtocolContext {
  const { plan } = context;
  if (plan?.kind !== 'prepare') return context;
  const { host, items, permit } = plan;
  return issue(context, 'control-plane', { kind: 'prepare-host', host, items }, { subject: host, permit });
}

export function repair(context: ProtocolContext): ProtocolContext {
  const { plan } = context;
  if (plan?.kind !== 'repair') return context;
  const { host, step, command } = plan;
  const permit = 'verdict' in step ? { permit: step.verdict } : {};
  return issue(context, 'control-plane', command, { subject: host, ...permit });
}

export function haltControlPlane(context: ProtocolContext): ProtocolContext {
  const { plan } = context;
  return plan?.kind === 'halt' ? halt(context, 'control-plane', plan.block) : context;
}
