import type { IssuedCommand, ProtocolContext } from '../context.js';
import type { Concern, Standing } from '../context.js';
import type { ChangeName } from '../changes.js';

/** Shorthands for the action objects of the chart, so that a state reads as a list of names. */

export function apply<Name extends ChangeName>(name: Name) {
  return { type: 'apply' as const, params: { change: name } };
}

const dispatch = {
  type: 'dispatch' as const,
  params: ({ context }: { context: ProtocolContext }): { readonly issued: readonly IssuedCommand[] } => ({
    issued: context.outbox,
  }),
};

/** Issue what `name` decides, hand it to the executor. */
export function send<Name extends ChangeName>(name: Name) {
  return [apply(name), dispatch, { type: 'emptyOutbox' as const }] as const;
}

export function stands(concern: Concern, is: Standing) {
  return { type: 'standing' as const, params: { concern, is } };
}

export function settles(concern: Concern) {
  return { type: 'settles' as const, params: { concern } };
}

export function settlesWell(concern: Concern) {
  return { type: 'settlesWell' as const, params: { concern } };
}
