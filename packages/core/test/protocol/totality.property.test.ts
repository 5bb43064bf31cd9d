import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { CommandReport, IssuedCommand, ProtocolEvent } from '../../src/index.js';
import { activePaths, contextOf, initialState, statusOf, step } from '../../src/index.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';

/** What may come back for a command: what the model says, or that it failed, or that nobody knows. */
const answer = fc.constantFrom('model', 'model', 'model', 'failed', 'unknown', 'late', 'abort');

function report(kind: 'failed' | 'unknown', issued: IssuedCommand): CommandReport {
  return {
    outcome: kind,
    failure: {
      class: kind === 'failed' ? 'other' : 'answer-lost',
      host: 'master1',
      tried: issued.command.kind,
      seen: '',
    },
    facts: { kind: 'none' },
  };
}

describe('the machine', () => {
  test.prop({ answers: fc.array(answer, { minLength: 5, maxLength: 60 }) })(
    'takes any answer to any command in any state, keeps its context plain, and ignores what it does not wait for',
    ({ answers }) => {
      const model = new ModelCluster(specOf(3, 1));
      let taken = step(initialState(model.spec), { type: 'run.started', atMs: model.nowMs });
      const queue = [...taken.issued];
      for (const choice of answers) {
        const issued = queue.shift();
        if (issued === undefined) break;
        if (choice === 'late') {
          const late: ProtocolEvent = {
            type: 'command.settled',
            atMs: model.nowMs,
            commandId: 'c0',
            report: report('failed', issued),
          };
          const after = step(taken.state, late);
          expect(after.ignored).toBe(true);
          expect(after.state).toBe(taken.state);
          queue.unshift(issued);
          continue;
        }
        const event: ProtocolEvent =
          choice === 'abort'
            ? { type: 'run.aborted', atMs: model.nowMs }
            : {
                type: 'command.settled',
                atMs: model.nowMs,
                commandId: issued.id,
                report: choice === 'model' ? model.execute(issued) : report(choice, issued),
              };
        taken = step(taken.state, event);
        queue.push(...taken.issued);
        const context = contextOf(taken.state);
        expect(JSON.parse(JSON.stringify(context))).toEqual(context);
        expect(taken.state.status).not.toBe('error');
        if (statusOf(taken.state).kind === 'aborted') return;
        const waits = Object.keys(context.inFlight).length > 0;
        const settled =
          statusOf(taken.state).kind === 'ready' || activePaths(taken.state).includes('blocked.givenUp');
        expect(waits || settled).toBe(true);
      }
    },
  );

  it('never mutates what it was given', () => {
    const model = new ModelCluster(specOf(3, 1));
    const first = step(initialState(model.spec), { type: 'run.started', atMs: model.nowMs });
    const before = JSON.stringify(contextOf(first.state));
    const [issued] = first.issued;
    if (issued === undefined) throw new Error('nothing was issued');
    step(first.state, {
      type: 'command.settled',
      atMs: model.nowMs + 1,
      commandId: issued.id,
      report: model.execute(issued),
    });
    expect(JSON.stringify(contextOf(first.state))).toBe(before);
  });
});
