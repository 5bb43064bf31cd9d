import type { ActorScope, SnapshotFrom } from 'xstate';
import { createEmptyActor, initialTransition } from 'xstate';
import type { BlockReason } from '../decisions/block-reason.js';
import { invariant } from '../foundation/invariant.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { IssuedCommand, ProtocolContext } from './context.js';
import type { ProtocolEvent } from './events.js';
import { protocolMachine } from './machine.js';

/** The only file that touches XState's stepping. */

export type ProtocolState = SnapshotFrom<typeof protocolMachine>;

export interface Step {
  readonly state: ProtocolState;
  /** Commands that this step issued, in order. */
  readonly issued: readonly IssuedCommand[];
  /** The event meant nothing here (late, duplicate): state is the very same object. */
  readonly ignored: boolean;
}

export function initialState(spec: ClusterSpec): ProtocolState {
  const [state] = initialTransition(protocolMachine, { spec });
  invariant(state.status === 'active', 'the machine starts', state.status);
  return state;
}

export function step(state: ProtocolState, event: ProtocolEvent): Step {
  const issued: IssuedCommand[] = [];
  SCOPE.actionExecutor = (action) => {
    if (action.type === 'dispatch')
      issued.push(...(action.params as { readonly issued: readonly IssuedCommand[] }).issued);
  };
  const next = protocolMachine.transition(state, event, SCOPE);
  return { state: next, issued, ignored: next === state };
}

/**
 * XState's own `transition()` makes an actor for each event, which enters the machine's initial state once more. Nothing of
 * an actor is used by a machine that neither invokes nor spawns nor delays, so that one scope serves all steps.
 */
const SCOPE = inertScope();

type StepScope = ActorScope<ProtocolState, ProtocolEvent>;

function inertScope(): StepScope {
  // The types want an actor of this machine; it is never sent to, asked or started.
  const self = createEmptyActor() as unknown as StepScope['self'];
  const nothing = (): void => undefined;
  return {
    self,
    id: '',
    sessionId: '',
    system: self.system,
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: nothing,
  };
}

export type ProtocolStatus =
  | { readonly kind: 'working' }
  | { readonly kind: 'ready' }
  /** `standing`: it still looks whether the reason goes away. */
  | { readonly kind: 'blocked'; readonly reason: BlockReason; readonly standing: boolean }
  | { readonly kind: 'aborted' };

export function statusOf(state: ProtocolState): ProtocolStatus {
  if (state.matches('ready')) return { kind: 'ready' };
  if (state.matches('aborted')) return { kind: 'aborted' };
  const { blocked } = state.context;
  if (blocked !== null)
    return { kind: 'blocked', reason: blocked, standing: !state.matches({ blocked: 'givenUp' }) };
  return { kind: 'working' };
}

/** Paths of the active leaves, for example `established.controlPlane.joining`. */
export function activePaths(state: ProtocolState): readonly string[] {
  return leaves(state.value, '');
}

function leaves(value: unknown, prefix: string): string[] {
  if (typeof value === 'string') return [`${prefix}${value}`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, `${prefix}${name}.`));
}

export function contextOf(state: ProtocolState): ProtocolContext {
  return state.context;
}
