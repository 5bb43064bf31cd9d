import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { transition } from 'xstate';
import type { CommandReport, IssuedCommand, ProtocolEvent, ProtocolState } from '../../src/index.js';
import { initialState, step } from '../../src/index.js';
import { protocolMachine } from '../../src/machine.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';

/** What happens next: an outstanding command ends truly or its answer is lost, an old answer comes twice, or the run changes. */
type Happening =
  | { readonly kind: 'ends' | 'lost'; readonly which: number }
  | { readonly kind: 'again' | 'resumed' | 'aborted' };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ kind: fc.constant('ends' as const), which: fc.nat(7) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('lost' as const), which: fc.nat(7) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'again' as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'resumed' as const }, { kind: 'aborted' as const }) },
);

describe('the stepper', () => {
  test.prop(
    [fc.integer({ min: 1, max: 3 }), fc.nat(2), fc.array(happening, { minLength: 5, maxLength: 90 })],
    {
      numRuns: 60,
    },
  )('does for any events what transition() of XState does', (masters, workers, happenings) => {
    const model = new ModelCluster(specOf(masters, workers));
    let state = initialState(model.spec);
    const outstanding: IssuedCommand[] = [];
    let last: ProtocolEvent = { type: 'run.started', atMs: model.nowMs };
    const take = (event: ProtocolEvent): void => {
      last = event;
      const expected = byXState(state, event);
      const taken = step(state, event);
      expect(taken.state.value).toEqual(expected.state.value);
      expect(taken.state.context).toEqual(expected.state.context);
      expect(taken.state.tags).toEqual(expected.state.tags);
      expect(taken.issued).toEqual(expected.issued);
      expect(taken.ignored).toBe(expected.state === state);
      state = taken.state;
      outstanding.push(...taken.issued);
    };
    take(last);
    for (const next of happenings) take(eventOf(next, model, outstanding, last));
  });
});

function byXState(
  state: ProtocolState,
  event: ProtocolEvent,
): { readonly state: ProtocolState; readonly issued: readonly IssuedCommand[] } {
  const [next, actions] = transition(protocolMachine, state, event);
  const issued = actions.flatMap((action) =>
    action.type === 'dispatch' ? (action.params as { readonly issued: readonly IssuedCommand[] }).issued : [],
  );
  return { state: next, issued };
}

function eventOf(
  next: Happening,
  model: ModelCluster,
  outstanding: IssuedCommand[],
  last: ProtocolEvent,
): ProtocolEvent {
  switch (next.kind) {
    case 'again':
      return last;
    case 'resumed':
      return { type: 'run.resumed', atMs: model.nowMs };
    case 'aborted':
      return { type: 'run.aborted', atMs: model.nowMs };
    case 'ends':
    case 'lost': {
      const [command] = outstanding.splice(next.which % Math.max(1, outstanding.length), 1);
      if (command === undefined) return last;
      const truth = model.execute(command);
      const report = next.kind === 'ends' ? truth : lost(command);
      return { type: 'command.settled', atMs: model.nowMs, commandId: command.id, report };
    }
  }
}

function lost(issued: IssuedCommand): CommandReport {
  return {
    outcome: 'unknown',
    failure: { class: 'answer-lost', host: '', tried: issued.command.kind, seen: '' },
    facts: { kind: 'none' },
  };
}
