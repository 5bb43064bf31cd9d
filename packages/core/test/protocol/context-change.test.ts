import { describe, expect, test } from 'vitest';
import { assign, initialTransition, setup, transition } from 'xstate';
import type { ProtocolEvent } from '../../src/index.js';
import type { ProtocolContext, ProtocolInput } from '../../src/protocol/context.js';
import { initialContext } from '../../src/protocol/context.js';
import { contextChange } from '../../src/protocol/context-change.js';
import { specOf } from './spec-of.js';

const types = {
  context: {} as ProtocolContext,
  events: {} as ProtocolEvent,
  input: {} as ProtocolInput,
};

const begun = { type: 'run.started', atMs: 7 } as const;

const counts = (by: number) => [{ type: 'count' as const, params: { by } }];
const region = { initial: 'only', states: { only: { entry: counts(10), tags: ['here'] } } };

/** Changes on a transition, on exit, on entry, and beside each other in parallel regions. */
const byXState = setup({
  types,
  actions: {
    note: assign(({ event }) => ({ nowMs: event.atMs })),
    count: assign(({ context }, params: { readonly by: number }) => ({
      commandsIssued: context.commandsIssued + params.by,
    })),
  },
}).createMachine({
  context: ({ input }) => initialContext(input),
  initial: 'resting',
  states: {
    resting: { exit: counts(1), on: { 'run.started': { actions: 'note', target: 'working' } } },
    working: { type: 'parallel', entry: counts(100), states: { one: region, two: region } },
  },
});

const byUs = byXState.provide({
  actions: {
    note: contextChange(({ context, event }) => ({ ...context, nowMs: event.atMs })),
    count: contextChange(({ context }, params: { readonly by: number }) => ({
      ...context,
      commandsIssued: context.commandsIssued + params.by,
    })),
  },
});

function after(machine: typeof byXState) {
  const [resting] = initialTransition(machine, { spec: specOf(1, 1) });
  const [working] = transition(machine, resting, begun);
  return working;
}

describe('a change of the context', () => {
  test('leaves the snapshot that assign of XState leaves', () => {
    const ours = after(byUs);
    const theirs = after(byXState);
    expect(ours.context).toEqual(theirs.context);
    expect(ours.context).toMatchObject({ nowMs: 7, commandsIssued: 121 });
    expect(ours.value).toEqual(theirs.value);
    expect(ours.tags).toEqual(theirs.tags);
    expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
    expect(ours.matches({ working: { one: 'only' } })).toBe(true);
  });
});
