import type { ParameterizedObject } from 'xstate';
import { assign } from 'xstate';
import type { ProtocolContext } from './context.js';
import type { ProtocolEvent } from './events.js';

interface Moment {
  readonly context: ProtocolContext;
  readonly event: ProtocolEvent;
}

type Params = ParameterizedObject['params'];

/**
 * An `assign` that leaves the snapshot as it is but for the context. XState's own derives state value and tags from the chart
 * anew after each one, although no assignment can change them: that was most of what stepping took.
 */
export function contextChange<P extends Params = Params>(
  change: (moment: Moment, params: P) => ProtocolContext,
) {
  /** As XState resolves its own actions: the snapshot after it, nothing to execute, no further actions. */
  const resolve = <S extends { readonly context: ProtocolContext }>(
    _scope: unknown,
    snapshot: S,
    { event }: Pick<Moment, 'event'>,
    params: P,
  ) => [{ ...snapshot, context: change({ context: snapshot.context, event }, params) }, undefined, undefined];
  return Object.assign(assign<ProtocolContext, ProtocolEvent, P, ProtocolEvent, never>(change), { resolve });
}
