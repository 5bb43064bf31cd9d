import type { Command, ExecutionEvent } from '@quorate/core';
import { expect, test } from 'vitest';
import { Narrator } from '../../src/render/narrator.js';

function told(events: readonly ExecutionEvent[], verbose = false, columns?: number): readonly string[] {
  const lines: string[] = [];
  const narrator = new Narrator({
    startMs: 0,
    verbose,
    paint: (_style, text) => text,
    columns,
    write: (line) => lines.push(columns === undefined ? line.trim() : line),
  });
  for (const event of events) narrator.tell(event);
  return lines;
}

function issued(command: Command, title: string, mutates = false, atMs = 0): ExecutionEvent {
  return { type: 'command.issued', atMs, id: title, command, title, mutates };
}

const reset = issued({ kind: 'reset-host', host: 'master2' }, 'reset master2', true);

function wait(reason: string): ExecutionEvent {
  return issued({ kind: 'wait', ms: 1000, reason }, `wait 1 s: ${reason}`);
}

test('a wait is told once, however often it is repeated and however its numbers change', () => {
  const lines = told([
    wait('answered 1 times over 0.0 s'),
    wait('answered 2 times over 2.7 s'),
    wait('no token'),
  ]);
  expect(lines).toEqual(['+00:00  … waiting: answered 1 times over 0.0 s', '+00:00  … waiting: no token']);
});

test('after a change the same wait is news again', () => {
  expect(told([wait('no token'), reset, wait('no token')])).toHaveLength(3);
});

test('a phase is told when it begins, and not each time that it is entered within a circle', () => {
  const enter = (...states: readonly string[]): ExecutionEvent => ({
    type: 'state.entered',
    atMs: 0,
    states,
  });
  const lines = told([
    enter('verifying.observing'),
    enter('verifying.judging'),
    enter('observing'),
    enter('verifying'),
  ]);
  expect(lines.map((line) => line.replace(/ —.*/, ''))).toEqual([
    '+00:00  Verifying the post-condition',
    '+00:00  Observing every host',
  ]);
});

test('why there is a phase is said the first time only', () => {
  const enter = (state: string): ExecutionEvent => ({ type: 'state.entered', atMs: 0, states: [state] });
  const lines = told([enter('observing'), reset, enter('verifying'), reset, enter('observing')]);
  const phases = lines.filter((line) => line.includes('Observing'));
  expect(phases).toEqual([
    expect.stringMatching(/^\+00:00 {2}Observing every host — \S/),
    '+00:00  Observing every host',
  ]);
});

test('at a screen lines fit into it, below what they belong to', () => {
  const lines = told(
    [{ type: 'state.entered', atMs: 0, states: ['observing'] }, wait('word '.repeat(30).trim())],
    false,
    50,
  );
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) {
    expect(line.length).toBeLessThanOrEqual(50);
    expect(line).toMatch(/^ {2,3}\+00:00 {2}\S|^ {13}\S/);
  }
});

test('a failure shows the end of what was seen, all of it when verbose', () => {
  const failed: ExecutionEvent = {
    type: 'command.settled',
    atMs: 90_000,
    id: 'reset master2',
    command: { kind: 'reset-host', host: 'master2' },
    title: 'reset master2',
    report: {
      outcome: 'unknown',
      failure: { class: 'answer-lost', host: 'master2', tried: 'kubeadm reset -f', seen: 'a\nb\nc\nd' },
      facts: { kind: 'none' },
    },
  };
  expect(told([reset, failed])).toEqual([
    '+00:00  → reset master2',
    '+01:30  ? not known how it ended: reset master2 (answer-lost)',
    'tried on master2: kubeadm reset -f',
    'seen: b',
    'seen: c',
    'seen: d',
  ]);
  expect(told([reset, failed], true)).toContain('seen: a');
});

test('what a program said on a host does nothing to the screen, nor to a log', () => {
  const failed: ExecutionEvent = {
    type: 'command.settled',
    atMs: 0,
    id: 'reset master2',
    command: { kind: 'reset-host', host: 'master2' },
    title: 'reset master2',
    report: {
      outcome: 'failed',
      failure: {
        class: 'preflight',
        host: 'master2',
        tried: 'kubeadm reset -f',
        seen: '\x1b[2J\x1b]0;owned\x07error:\tbusy\rx',
      },
      facts: { kind: 'none' },
    },
  };
  expect(told([failed])).toContain('seen: error:    busy x');
  expect(told([failed], false, 80).at(-1)?.trim()).toBe('seen: error: busy x');
});

test('a block shows its evidence, and its end is told', () => {
  const reason = {
    code: 'host-unreachable',
    summary: 'node2 is not reachable',
    evidence: [{ id: 'host-reachable', holds: 'no', evidence: 'no route to host' }],
    remedies: ['switch it on'],
  } as const;
  const lines = told([
    { type: 'run.blocked', atMs: 0, reason },
    { type: 'run.unblocked', atMs: 5000 },
  ]);
  expect(lines).toEqual([
    '+00:00  ■ blocked: node2 is not reachable',
    'seen: host-reachable: no route to host',
    '+00:05  ▶ the reason is gone: goes on',
  ]);
});
