import { readFileSync } from 'node:fs';
import type { ClusterSpec, ExecutionEvent } from '@quorate/core';
import { parseClusterSpec } from '@quorate/core';
import { describe, expect, test } from 'vitest';
import { Board } from '../../src/progress/board.js';
import { Estimate } from '../../src/progress/estimate.js';
import { painter } from '../../src/render/style.js';
import { haCluster } from '../fake-terminal.js';

function spec(): ClusterSpec {
  const parsed = parseClusterSpec(readFileSync(haCluster, 'utf8'));
  if (!parsed.ok) throw new Error('the example does not parse');
  return parsed.spec;
}

const title = 'join master2 to the control plane';
const command = { kind: 'join-control-plane', host: 'master2' } as const;
const issued: ExecutionEvent = { type: 'command.issued', atMs: 0, id: 'c1', command, title, mutates: true };

function board(expectedMs = 20_000): Board {
  const estimate = new Estimate([{ title, expectedMs, waitsMs: 0 }]);
  estimate.begun(title, 0);
  return new Board(spec(), estimate, painter(false));
}

function rowOf(lines: readonly string[], host: string): string {
  return lines.find((line) => line.startsWith(host)) ?? '';
}

describe('Board', () => {
  test('shows each host but the jumpbox, what is done on it and for how long', () => {
    const shown = board();
    shown.note(issued);
    const lines = shown.lines(10_000, 80);
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'proxy',
      'master1',
      'master2',
      'master3',
      'node1',
      'node2',
      'about',
    ]);
    expect(rowOf(lines, 'master2')).toBe(`master2  → ${title} [####----] 10s`);
    expect(rowOf(lines, 'master3')).toBe('master3  ·');
  });

  test('shows the last line of the program, and no line longer than the screen', () => {
    const shown = board();
    shown.note(issued);
    shown.said('master2', '[etcd] Announced new etcd member joining to the existing etcd cluster\n');
    for (const columns of [40, 60, 80, 200])
      for (const line of shown.lines(3000, columns)) expect(line.length).toBeLessThanOrEqual(columns);
    expect(rowOf(shown.lines(3000, 200), 'master2')).toContain('Announced new etcd member');
  });

  test('shows what a program printed without what it would do to the screen', () => {
    const shown = board();
    shown.note(issued);
    shown.said('master2', '\x1b[2J\x1b]0;owned\x07pulled 10 %\rpulled\t20 %\r');
    const row = rowOf(shown.lines(3000, 200), 'master2');
    expect(row).toMatch(/ pulled +20 %$/);
    expect(row).not.toMatch(/\p{Cc}/u);
  });

  test('counts the columns of wide characters, so that no line wraps', () => {
    const shown = board();
    shown.note(issued);
    shown.said('master2', '日'.repeat(100));
    const row = rowOf(shown.lines(3000, 80), 'master2');
    expect(row.length + (row.match(/日/g) ?? []).length).toBeLessThanOrEqual(80);
  });

  test('says of a change that is not over that it is not over, however long it takes', () => {
    const shown = board(1000);
    shown.note(issued);
    expect(rowOf(shown.lines(3_600_000, 80), 'master2')).toContain('[#######-] 1h 00m 00s');
  });

  test('keeps how the last change ended', () => {
    const shown = board();
    shown.note(issued);
    const report = { outcome: 'unknown', facts: { kind: 'none' } } as const;
    shown.note({ type: 'command.settled', atMs: 5, id: 'c1', command, title, report });
    expect(rowOf(shown.lines(10, 80), 'master2')).toBe(`master2  ? ${title}`);
  });
});
