import { describe, expect, it } from 'vitest';
import type { Command, CommandReport, FailureClass, ProtocolContext } from '../../src/index.js';
import { contextOf, initialState } from '../../src/index.js';
import { issue } from '../../src/protocol/issue.js';
import { joinBudgetSpent, joinsThatCount } from '../../src/protocol/join-attempts.js';
import { settle } from '../../src/protocol/settle.js';
import { specOf } from './spec-of.js';

const spec = specOf(3, 0);
const { joinAttempts } = spec.budgets;
const begin = contextOf(initialState(spec));
const JOIN: Command = { kind: 'join-control-plane', host: 'master2' };
const RESET: Command = { kind: 'reset-host', host: 'master2' };

function done(context: ProtocolContext, command: Command, reason?: FailureClass): ProtocolContext {
  const issued = issue(context, 'control-plane', command, { subject: 'master2' });
  const report: CommandReport =
    reason === undefined
      ? { outcome: 'succeeded', facts: { kind: 'none' } }
      : {
          outcome: 'failed',
          failure: { class: reason, host: 'master2', tried: 'kubeadm', seen: reason },
          facts: { kind: 'none' },
        };
  return settle(issued, {
    type: 'command.settled',
    commandId: `c${issued.commandsIssued}`,
    atMs: issued.nowMs + 1_000,
    report,
  });
}

function joinedTimes(times: number, reason: FailureClass): ProtocolContext {
  return Array.from({ length: times }).reduce<ProtocolContext>(
    (context) => done(context, JOIN, reason),
    begin,
  );
}

describe('the budget of joins', () => {
  it('is spent by joins that may have changed something', () => {
    expect(joinBudgetSpent(joinedTimes(joinAttempts - 1, 'etcd-timeout'), 'master2')).toBe(false);
    expect(joinBudgetSpent(joinedTimes(joinAttempts, 'etcd-timeout'), 'master2')).toBe(true);
  });

  it('is not spent by joins that were refused, of which there is a bound too', () => {
    expect(joinsThatCount(joinedTimes(joinAttempts, 'preflight'), 'master2')).toBe(0);
    expect(joinBudgetSpent(joinedTimes(3 * joinAttempts - 1, 'preflight'), 'master2')).toBe(false);
    expect(joinBudgetSpent(joinedTimes(3 * joinAttempts, 'preflight'), 'master2')).toBe(true);
  });

  it('is spent by a refused join after which the host had to be reset', () => {
    const undone = done(done(begin, JOIN, 'preflight'), RESET);
    expect(joinsThatCount(undone, 'master2')).toBe(1);
    expect(joinsThatCount(done(undone, JOIN, 'etcd-timeout'), 'master2')).toBe(2);
  });

  it('counts a join after a refused one in its place', () => {
    expect(joinsThatCount(done(done(begin, JOIN, 'preflight'), JOIN, 'etcd-timeout'), 'master2')).toBe(1);
  });

  it('forgets the failure when a join succeeds', () => {
    expect(done(done(begin, JOIN, 'preflight'), JOIN).failedJoins).toEqual({});
  });
});
