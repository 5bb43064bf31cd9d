import type { ProtocolContext } from '../context.js';
import { issue } from '../issue.js';
import { firstMaster, initToUndo, mayInitialise, origin } from '../run-plan.js';

/** One init, on one host. */

export function initialise(context: ProtocolContext): ProtocolContext {
  return issue(
    context,
    'run',
    { kind: 'initialise', host: firstMaster(context) },
    { permit: mayInitialise(context) },
  );
}

export function finishInitialise(context: ProtocolContext): ProtocolContext {
  const from = origin(context);
  const host = from?.kind === 'interrupted' ? from.host : firstMaster(context);
  return issue(context, 'run', { kind: 'finish-initialise', host });
}

export function resetInitHost(context: ProtocolContext): ProtocolContext {
  return issue(context, 'run', { kind: 'reset-host', host: initToUndo(context) });
}

export function restartInitKubelet(context: ProtocolContext): ProtocolContext {
  const from = origin(context);
  const host = from?.kind === 'interrupted' ? from.host : firstMaster(context);
  return issue(context, 'run', { kind: 'restart-kubelet', host });
}
