import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { LineReader } from '../src/line-reader.js';

function reader(): {
  input: PassThrough;
  output: PassThrough;
  interrupt: AbortController;
  lines: LineReader;
} {
  const input = new PassThrough();
  const output = new PassThrough();
  const interrupt = new AbortController();
  return { input, output, interrupt, lines: new LineReader(input, output, interrupt) };
}

describe('LineReader', () => {
  test('keeps lines that arrive before they are asked for', async () => {
    const { input, lines } = reader();
    input.write('next\nnext\n');
    expect(await lines.ask('> ')).toBe('next');
    expect(await lines.ask('> ')).toBe('next');
    input.write('quit\n');
    expect(await lines.ask('> ')).toBe('quit');
    lines.close();
  });

  test('answers with nothing when the input ends', async () => {
    const { input, lines } = reader();
    const answer = lines.ask('sure? ');
    input.end();
    expect(await answer).toBeUndefined();
    expect(await lines.ask('again? ')).toBeUndefined();
  });

  test('answers with nothing when the user interrupts', async () => {
    const { interrupt, lines } = reader();
    const answer = lines.ask('sure? ');
    interrupt.abort();
    expect(await answer).toBeUndefined();
    lines.close();
  });
});
