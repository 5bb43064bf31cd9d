import type { ExecutionEvent } from '@quorate/core';
import { describe, expect, test } from 'vitest';
import { TimeAccount } from '../../src/progress/time-spent.js';

function issued(id: string, atMs: number): ExecutionEvent {
  const command = { kind: 'join-worker', host: id } as const;
  return { type: 'command.issued', atMs, id, command, title: id, mutates: true };
}

function settled(id: string, atMs: number): ExecutionEvent {
  const command = { kind: 'join-worker', host: id } as const;
  const report = { outcome: 'succeeded', facts: { kind: 'none' } } as const;
  return { type: 'command.settled', atMs, id, command, title: id, report };
}

describe('TimeAccount', () => {
  test('counts changes side by side once, and all the rest as waiting', () => {
    const account = new TimeAccount(1000);
    for (const event of [issued('a', 2000), issued('b', 3000), settled('a', 5000), settled('b', 6000)])
      account.note(event);
    expect(account.at(8000)).toEqual({ changingMs: 4000, waitingMs: 3000 });
  });

  test('counts a change that still goes on', () => {
    const account = new TimeAccount(0);
    account.note(issued('a', 1000));
    expect(account.at(5000)).toEqual({ changingMs: 4000, waitingMs: 1000 });
  });
});
