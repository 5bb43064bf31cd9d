import type { ClusterStatus } from '@quorate/core';
import { expect, test } from 'vitest';
import { watchStatus } from '../../src/commands/status-watch.js';
import { fakeTerminal } from '../fake-terminal.js';

interface Shown {
  readonly code: number;
  readonly pinned: readonly (readonly string[])[];
  readonly out: readonly string[];
}

/** Watches three looks, the n-th of which is told as `look n` and a long line. */
async function watched(redraws: boolean, columns = 20): Promise<Shown> {
  const interrupt = new AbortController();
  const pinned: (readonly string[])[] = [];
  const out: string[] = [];
  let looks = 0;
  const terminal = fakeTerminal({
    out: (line) => out.push(line),
    interactive: redraws,
    columns,
    redraws,
    pin: (lines) => pinned.push(lines),
    signal: interrupt.signal,
  });
  const code = await watchStatus({
    look: () => Promise.resolve({ cluster: String((looks += 1)) } as unknown as ClusterStatus),
    tell: ({ cluster }) => [`look ${cluster}`, 'x'.repeat(30)],
    pause: () => {
      if (looks === 3) interrupt.abort();
      return Promise.resolve();
    },
    terminal,
  });
  return { code, pinned, out };
}

test('on a screen each look takes the place of the one before, and the last one stays', async () => {
  const { code, pinned, out } = await watched(true);
  expect(code).toBe(130);
  expect(pinned.map(([first]) => first)).toEqual(['look 1', 'look 2', 'look 3', undefined]);
  expect(out).toEqual(['look 3', 'x'.repeat(30)]);
});

test('pinned lines are cut to the screen, because one that wraps would be left behind', async () => {
  const { pinned } = await watched(true);
  expect(pinned[0]?.[1]).toBe('x'.repeat(20));
});

test('elsewhere looks follow each other, an empty line between them, whole', async () => {
  const { code, pinned, out } = await watched(false);
  expect(code).toBe(130);
  expect(pinned).toEqual([]);
  const long = 'x'.repeat(30);
  expect(out).toEqual(['look 1', long, '', 'look 2', long, '', 'look 3', long]);
});
